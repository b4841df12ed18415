import type { Json } from '../../json.js';
import type { Arguments, Value } from '../values/kinds.js';
import type { Budget } from './budget.js';

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
