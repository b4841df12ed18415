import type { Follow } from '../../src/domain/runs/outcome.js';
import type { Json } from '../../src/domain/json.js';
import type { DeferredOperator } from './deferred-operator.js';
import type { Delivery } from './delivery.js';
import { checkedType, type OperatorCommon } from './operator-common.js';
import type { TaskContext } from './task-context.js';
import type { TaskResult } from './task-result.js';

/**
 * What a poke answers: done, with a value for XCom, or not yet. `until`: nothing is to be gained by poking before this time (ms since the epoch), unless
 * the wait is woken; it stands in place of the task's `pokeInterval`. null: only being woken, or the sensor's timeout, ends the wait. `by`: it is poked
 * at this time at the latest, even where `pokeInterval` is longer.
 */
export type PokeResult =
  { done: true; value?: Json; follow?: Follow } | { done: false; until?: number | null; by?: number };

export interface TaskOperator<W> extends OperatorCommon<W> {
  run(context: TaskContext, params: W): Promise<TaskResult>;
  /** Makes the operator a notifier, which may stand under `notify`. See defineNotifier. */
  notify?(delivery: Delivery, params: W): Promise<void>;
}

/** A sensor is poked until it is done; between pokes it holds no slot and no process. */
export interface SensorOperator<W> extends OperatorCommon<W> {
  poke(context: TaskContext, params: W): Promise<PokeResult>;
  /** It answers when its own time is over (see `until`): the task's `timeout` does not end it. */
  keepsTime?: boolean;
}

export type OperatorDefinition<W = unknown> = TaskOperator<W> | SensorOperator<W> | DeferredOperator<W>;

export const isSensor = <W>(operator: OperatorDefinition<W>): operator is SensorOperator<W> => 'poke' in operator;

export const isDeferred = <W>(operator: OperatorDefinition<W>): operator is DeferredOperator<W> => 'submit' in operator;

export const isNotifier = <W>(
  operator: OperatorDefinition<W>,
): operator is TaskOperator<W> & Required<Pick<TaskOperator<W>, 'notify'>> =>
  'notify' in operator && operator.notify !== undefined;

/**
 * The public way to add an operator: export the definition from a module that `continuo.config.ts` names under `operators`.
 * For work that runs elsewhere see defineDeferredOperator, for messages to people defineNotifier.
 */
export function defineOperator<W>(definition: TaskOperator<W>): TaskOperator<W>;
export function defineOperator<W>(definition: SensorOperator<W>): SensorOperator<W>;
export function defineOperator<W>(definition: TaskOperator<W> | SensorOperator<W>): OperatorDefinition<W> {
  return checkedType(definition);
}
