import type { Run } from '../evaluate/run.js';
import { native, table, type Native } from '../methods/signature.js';
import { takeFlag, takeInteger } from '../methods/take.js';
import { defined, fail } from '../values/failure.js';
import type { Arguments, Value } from '../values/kinds.js';
import { isNothing, isString, isUndefined } from '../values/recognise.js';
import { isTrue } from '../values/truth.js';
import { DATE_FILTERS } from './date-filters.js';
import { jsonText } from './json-text.js';
import { LIST_FILTERS } from './list-filters.js';
import { NUMBER_FILTERS } from './number-filters.js';
import { SELECT_FILTERS } from './select-filters.js';
import { TEXT_FILTERS } from './text-filters.js';

const otherwise: Native = native('default_value? boolean?', (value, [fallback, falsy]) => {
  if (isUndefined(value)) return fallback ?? (fallback === null ? null : '');
  return takeFlag(falsy) && !isTrue(value) ? (fallback ?? (fallback === null ? null : '')) : value;
});

const ALL: ReadonlyMap<string, Native> = new Map([
  ...TEXT_FILTERS,
  ...NUMBER_FILTERS,
  ...LIST_FILTERS,
  ...SELECT_FILTERS,
  ...DATE_FILTERS,
  ...table<Native>({
    default: otherwise,
    d: otherwise,
    tojson: native('indent?', (value, [indent], run) =>
      jsonText(value, indent === undefined || indent === null ? null : takeInteger(indent, 0), run),
    ),
  }),
]);

/** Filters that take an undefined value; for the others it is an error. */
const TAKES_UNDEFINED = new Set(['default', 'd', 'items']);

export const isFilter = (name: string): boolean => ALL.has(name);
export const FILTER_NAMES: readonly string[] = [...ALL.keys()].sort();

/** `operand | name(given)`. */
export function applyFilter(name: string, operand: Value, given: Arguments, run: Run): Value {
  const filter = ALL.get(name) ?? fail(`there is no filter '${name}'`, name);
  if (!TAKES_UNDEFINED.has(name)) return applied(filter, isNothing(operand) ? '' : defined(operand), given, run);
  return applied(filter, operand, given, run);
}

/** Texts cost what they are long, when they are read and when they are made. */
function applied(filter: Native, operand: Value, given: Arguments, run: Run): Value {
  if (isString(operand)) run.budget.step(operand.length >> 10);
  const result = filter(operand, given, run);
  if (isString(result)) run.budget.text(result.length);
  return result;
}
