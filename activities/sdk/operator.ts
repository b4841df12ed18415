import type { z } from 'zod';
import type { Json } from '../../src/domain/json.js';
import type { Follow } from '../../src/domain/runs/outcome.js';
import type { TaskContext } from './task-context.js';

/** What `run` returns: a value for XCom `return_value`, further XComs, and for branching operators what downstream shall follow. */
export interface TaskResult {
  value?: Json;
  xcoms?: Record<string, Json>;
  follow?: Follow;
}

/**
 * What a poke answers: done, with a value for XCom, or not yet. `until`: nothing is to be gained by poking before this time (ms since the epoch), unless
 * the wait is woken; it stands in place of the task's `pokeInterval`. null: only being woken, or the sensor's timeout, ends the wait.
 */
export type PokeResult = { done: true; value?: Json; follow?: Follow } | { done: false; until?: number | null };

interface OperatorCommon<W> {
  /** Name that DAG files use, e.g. `http.request`. */
  type: string;
  /** One sentence for `operatorTypes` and the docs. */
  summary: string;
  /** Schema of `with`; unknown keys must be refused (z.strictObject). Published as JSON Schema. */
  with: z.ZodType<W>;
  /** Keys of `with` that are code or CEL and are therefore not rendered as templates. */
  untemplated?: readonly string[];
  /** Keys of `with` that hold a CEL expression; checked at registration. */
  cel?: readonly string[];
}

export interface TaskOperator<W> extends OperatorCommon<W> {
  run(context: TaskContext, params: W): Promise<TaskResult>;
}

/** A sensor is poked until it is done; between pokes it holds no slot and no process. */
export interface SensorOperator<W> extends OperatorCommon<W> {
  poke(context: TaskContext, params: W): Promise<PokeResult>;
  /** It answers when its own time is over (see `until`): the task's `timeout` does not end it. */
  keepsTime?: boolean;
}

export type OperatorDefinition<W = unknown> = TaskOperator<W> | SensorOperator<W>;

export const isSensor = <W>(operator: OperatorDefinition<W>): operator is SensorOperator<W> => 'poke' in operator;

/** The public way to add an operator: export the definition from a module that `continuo.config.ts` names under `operators`. */
export function defineOperator<W>(definition: TaskOperator<W>): TaskOperator<W>;
export function defineOperator<W>(definition: SensorOperator<W>): SensorOperator<W>;
export function defineOperator<W>(definition: OperatorDefinition<W>): OperatorDefinition<W> {
  if (!/^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)*$/.test(definition.type)) {
    throw new Error(
      `operator type "${definition.type}": use lower camel case parts joined by dots, such as "acme.upload"`,
    );
  }
  return definition;
}
