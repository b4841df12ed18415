import type { DateTime } from 'luxon';
import type { Run } from '../evaluate/run.js';

/** Tags the values that JSON cannot carry. A symbol, so that no data from outside can pass for one of them. */
export const KIND: unique symbol = Symbol('template value');

export type DictKey = null | boolean | number | string;

/** A Python float that happens to be whole: 2.0. Other floats are plain numbers, whole plain numbers are ints. */
export interface WholeFloat {
  readonly [KIND]: 'float';
  readonly value: number;
}
export interface Tuple {
  readonly [KIND]: 'tuple';
  readonly items: readonly Value[];
  /** Names of the members, for the pairs of groupby. */
  readonly names?: readonly string[];
}
/** A dict that the template made; data from outside stays a plain object and is never changed. */
export interface Dict {
  readonly [KIND]: 'dict';
  readonly entries: Map<DictKey, Value>;
}
/** An instant with its zone; `naive` ones (made by macros.datetime) print without an offset. */
export interface Moment {
  readonly [KIND]: 'datetime';
  readonly at: DateTime;
  readonly naive: boolean;
}
export interface Day {
  readonly [KIND]: 'date';
  readonly at: DateTime;
}
export interface Span {
  readonly [KIND]: 'timedelta';
  readonly milliseconds: number;
}
export interface Undefined {
  readonly [KIND]: 'undefined';
  readonly message: string;
  /** The name to point at in the source. */
  readonly name: string;
  readonly lenient?: boolean;
}
export interface Arguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}
export interface Callable {
  readonly [KIND]: 'callable';
  readonly name: string;
  readonly call: (given: Arguments, run: Run) => Value;
}
/** A named bundle of attributes (`loop`, `ti`, `var`, `macros`, a namespace); `json` is what it is as data, when it is data. */
export interface Facade {
  readonly [KIND]: 'facade';
  readonly name: string;
  readonly attribute: (name: string, run: Run) => Value | undefined;
  readonly assign?: (name: string, value: Value) => void;
  readonly call?: (given: Arguments, run: Run) => Value;
  readonly json?: Value;
}
export interface PlainObject {
  readonly [key: string]: Value;
  readonly [KIND]?: undefined;
}
export type Special = WholeFloat | Tuple | Dict | Moment | Day | Span | Undefined | Callable | Facade;
export type Value = null | boolean | number | string | readonly Value[] | PlainObject | Special;

/** The kind of a tagged value, 'plain' for a plain object, null for everything that is no object or a list. */
export function objectKind(value: Value): Special[typeof KIND] | 'plain' | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return (value as Special | PlainObject)[KIND] ?? 'plain';
}
