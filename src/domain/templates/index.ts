export { airflowScope, type ScopeOptions } from './airflow/airflow-scope.js';
export type { IntervalFacts, TemplateFacts } from './airflow/facts.js';
export { TEMPLATE_NAMES } from './airflow/names.js';
export { checkTemplate, checkTemplatesIn } from './check-template.js';
export { DEFAULT_LIMITS, type TemplateLimits } from './evaluate/limits.js';
export { renderTemplate, type RenderResult } from './render-template.js';
export type { TemplateError } from './template-error.js';
export type { LookupResult, TemplateLookups, TemplateScope } from './template-scope.js';
