import { compare, contains } from '../evaluate/compare.js';
import type { Run } from '../evaluate/run.js';
import { isLower, isUpper } from '../methods/casing.js';
import { native, table, type Native } from '../methods/signature.js';
import type { CompareOperator } from '../syntax/nodes.js';
import { defined, fail } from '../values/failure.js';
import type { Arguments, Value } from '../values/kinds.js';
import { asNumber } from '../values/numbers.js';
import {
  isCallable,
  isFacade,
  isFloat,
  isInteger,
  isMapping,
  isNumber,
  isSequence,
  isString,
  isUndefined,
} from '../values/recognise.js';
import { textOf } from '../values/text.js';
import { isFilter } from './filters.js';

type Test = Native<boolean>;

const comparing = (operator: CompareOperator): Test =>
  native('other', (value, [other], run) => compare(operator, value, other ?? null, run));
const is = (check: (value: Value) => boolean): Test => native('', check);
const remainder = (value: Value, divisor: number): number => asNumber(defined(value), 'this test') % divisor;
const sequence = (value: Value): boolean => isString(value) || isSequence(value) || isMapping(value);

const TESTS: ReadonlyMap<string, Test> = table<Test>({
  defined: is((value) => !isUndefined(value)),
  undefined: is(isUndefined),
  none: is((value) => value === null),
  boolean: is((value) => typeof value === 'boolean'),
  true: is((value) => value === true),
  false: is((value) => value === false),
  integer: is(isInteger),
  float: is(isFloat),
  number: is((value) => isNumber(value) || typeof value === 'boolean'),
  string: is(isString),
  mapping: is((value) => isMapping(value) || (isFacade(value) && isMapping(value.json ?? null))),
  sequence: is((value) => sequence(defined(value))),
  iterable: is((value) => sequence(defined(value))),
  callable: is((value) => isCallable(value) || (isFacade(value) && value.call !== undefined)),
  even: is((value) => remainder(value, 2) === 0),
  odd: is((value) => Math.abs(remainder(value, 2)) === 1),
  divisibleby: native('num', (value, [divisor]) => {
    const by = asNumber(divisor ?? null, 'divisibleby');
    return by === 0 ? fail('division by zero') : remainder(value, by) === 0;
  }),
  upper: native('', (value, _, run) => isUpper(textOf(value, run.budget))),
  lower: native('', (value, _, run) => isLower(textOf(value, run.budget))),
  sameas: native('other', (value, [other]) => Object.is(defined(value), other)),
  in: native('seq', (value, [container], run) => contains(container ?? null, value, run)),
  filter: native('', (value) => isString(value) && isFilter(value)),
  test: native('', (value) => isString(value) && isTest(value)),
  eq: comparing('=='),
  equalto: comparing('=='),
  '==': comparing('=='),
  ne: comparing('!='),
  '!=': comparing('!='),
  lt: comparing('<'),
  lessthan: comparing('<'),
  '<': comparing('<'),
  le: comparing('<='),
  '<=': comparing('<='),
  gt: comparing('>'),
  greaterthan: comparing('>'),
  '>': comparing('>'),
  ge: comparing('>='),
  '>=': comparing('>='),
});

export const isTest = (name: string): boolean => TESTS.has(name);
export const TEST_NAMES: readonly string[] = [...TESTS.keys()].sort();

/** `operand is name(given)`. */
export function applyTest(name: string, operand: Value, given: Arguments, run: Run): boolean {
  const test = TESTS.get(name) ?? fail(`there is no test '${name}'`, name);
  return test(operand, given, run);
}
