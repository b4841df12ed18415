import type { DateTime } from 'luxon';
import type { Run } from '../evaluate/run.js';
import {
  KIND,
  type Arguments,
  type Callable,
  type Day,
  type Dict,
  type DictKey,
  type Facade,
  type Moment,
  type Span,
  type Tuple,
  type Undefined,
  type Value,
} from './kinds.js';

/** The constructors of tagged values. */
export const float = (value: number): Value => (Number.isInteger(value) ? { [KIND]: 'float', value } : value);
export const tuple = (items: readonly Value[]): Tuple => ({ [KIND]: 'tuple', items });
export const dict = (entries: Iterable<readonly [DictKey, Value]> = []): Dict => ({
  [KIND]: 'dict',
  entries: new Map(entries),
});
export const moment = (at: DateTime, naive = false): Moment => ({ [KIND]: 'datetime', at, naive });
export const day = (at: DateTime): Day => ({
  [KIND]: 'date',
  at: at.setZone('utc', { keepLocalTime: true }).startOf('day'),
});
export const span = (milliseconds: number): Span => ({ [KIND]: 'timedelta', milliseconds });
export const undefinedValue = (message: string, name: string): Undefined => ({ [KIND]: 'undefined', message, name });
/** What `x if condition` gives without an else: prints as nothing, is false and empty; an error wherever it is used otherwise. */
export const NOTHING: Undefined = {
  [KIND]: 'undefined',
  message: "an 'if' without 'else' has no value here",
  name: 'if',
  lenient: true,
};
export const callable = (name: string, call: (given: Arguments, run: Run) => Value): Callable => ({
  [KIND]: 'callable',
  name,
  call,
});
export const facade = (parts: Omit<Facade, typeof KIND>): Facade => ({ [KIND]: 'facade', ...parts });

/** A facade over a fixed set of attributes. */
export function attributes(name: string, values: Readonly<Record<string, Value>>, more: Partial<Facade> = {}): Facade {
  const table = new Map(Object.entries(values));
  return facade({ name, attribute: (key) => table.get(key), ...more });
}
