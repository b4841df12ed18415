import type { DateTime } from 'luxon';
import type { Json } from '../../json.js';
import type { Budget } from '../evaluate/limits.js';

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

/** What lies outside and is fetched while rendering. */
export type LookupRequest =
  | {
      readonly kind: 'xcom';
      readonly taskId: string;
      readonly key: string;
      readonly mapIndexes: readonly number[] | null;
    }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'connection'; readonly id: string };

export type LookupResult =
  /** `secrets`: the texts of the value that must be masked wherever they show up; left out, a safe rule decides. */
  | { readonly ok: true; readonly value: Json; readonly secrets?: readonly string[] }
  | { readonly ok: false; readonly message: string };

/** One evaluation: its budget, the outer world, and the evaluator's own services for filters and methods. */
export interface Run {
  readonly budget: Budget;
  /** The answer of a lookup; where it is not known yet, the evaluation stops here and starts anew with the answer. */
  readonly lookup: (request: LookupRequest) => LookupResult;
  readonly global: (name: string) => Value | undefined;
  readonly filter: (name: string, operand: Value, given: Arguments) => Value;
  /** `value.name` and `value[key]`, guarded: own keys of data and allow-listed methods only. */
  readonly attribute: (value: Value, name: string) => Value;
  readonly item: (value: Value, key: Value) => Value;
  readonly test: (name: string, operand: Value, given: Arguments) => boolean;
  /** Lists and dicts that the template itself made: only these may be changed by append, update, … */
  readonly own: WeakSet<object>;
  /** Index of the tag that is being evaluated, for the position of an error. */
  at: number;
}
