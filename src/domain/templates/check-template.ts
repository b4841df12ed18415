import { TEMPLATE_NAMES } from './airflow/names.js';
import { FUNCTIONS } from './evaluate/functions.js';
import { FILTER_NAMES } from './filters/filters.js';
import { TEST_NAMES } from './filters/template-tests.js';
import { nearest } from './nearest.js';
import { parseTemplate, type ParsedTemplate, type Problem } from './syntax/parse-template.js';
import { problemInTag } from './template-error.js';
import { namesSetIn, usesIn, type Use } from './uses.js';

const KNOWN: Readonly<Record<Use['kind'], readonly string[]>> = {
  filter: FILTER_NAMES,
  test: TEST_NAMES,
  name: [...TEMPLATE_NAMES, ...FUNCTIONS.keys()],
};

/** Names that a template's place has beside the usual ones, and those that it lacks: names of a task, where a whole run is told of. */
export interface NamesOfPlace {
  more: readonly string[];
  lacking: readonly string[];
}
const EVERYWHERE: NamesOfPlace = { more: [], lacking: [] };

/**
 * What is wrong with a template without any values: a syntax error, or every unknown filter, test and name.
 * Line and column count from 1 within the source. A name that the template sets anywhere is known everywhere in it.
 */
export function checkTemplate(source: string, { more, lacking }: NamesOfPlace = EVERYWHERE): Problem[] {
  const parsed = parseTemplate(source);
  if (!parsed.ok) return [parsed.problem];
  const { template } = parsed;
  const own = new Set([...namesSetIn(template.body), ...more]);
  const isKnown = ({ kind, name }: Use): boolean =>
    kind === 'name'
      ? own.has(name) || (KNOWN.name.includes(name) && !lacking.includes(name))
      : KNOWN[kind].includes(name);
  return usesIn(template.body)
    .filter((use) => !isKnown(use))
    .map((use) => problemOf(use, template, { more: [...own], lacking }));
}

function problemOf({ kind, name, at }: Use, template: ParsedTemplate, { more, lacking }: NamesOfPlace): Problem {
  if (kind === 'name' && lacking.includes(name))
    return problemInTag(`'${name}' is of a task, and this is about a whole run`, template.tags[at], name);
  const known = KNOWN.name.filter((each) => !lacking.includes(each));
  const near = nearest(name, kind === 'name' ? [...known, ...more] : KNOWN[kind]);
  const hint = near === null ? '' : `; did you mean '${near}'?`;
  const what = kind === 'name' ? `'${name}' is not a name that templates know` : `there is no ${kind} '${name}'`;
  return problemInTag(`${what}${hint}`, template.tags[at], name);
}
