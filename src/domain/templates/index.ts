/**
 * Jinja templates over what a task may know, rendered asynchronously because XComs, variables and connections are looked up on use.
 *
 * Where we differ from Jinja in Airflow, by design:
 * - A template that is one single expression gives its value (the newline at its end does not count); every other gives text.
 *   Nothing is parsed back from text, as Jinja's NativeEnvironment does. A text without template syntax is never touched.
 * - Undefined names are errors wherever they are used, also within a printed list. Filters give lists where Jinja gives generators.
 * - Ints end at 2^53 - 1 and say so. A whole float that comes from data is an int, since JSON does not tell 2.0 from 2.
 * - Data from outside is never changed: append, update and the like work on what the template made itself.
 * - Instants have milliseconds; naive and aware datetimes may be mixed (naive ones count as UTC). Offsets of find() count UTF-16 units.
 * - A datetime prints as ISO 8601, a naive one with a space. No clock, no chance: no now(), random, uuid.
 * - Not there: include, import, extends, block, autoescape, recursive loops; the filters pprint, random, urlize, wordwrap, xmlattr.
 */
export { airflowScope, type ScopeOptions } from './airflow/airflow-scope.js';
export type { IntervalFacts, TemplateFacts, TriggeringEvent } from './airflow/facts.js';
export { TEMPLATE_NAMES } from './airflow/names.js';
export { checkTemplate } from './check-template.js';
export { DEFAULT_LIMITS, type TemplateLimits } from './evaluate/limits.js';
export { renderTemplate, type RenderOptions, type RenderResult } from './render-template.js';
export type { TemplateError } from './template-error.js';
export type { LookupResult, TemplateLookups, TemplateScope } from './template-scope.js';
