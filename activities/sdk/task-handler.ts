import type { Json } from '../../src/domain/json.js';
import type { TaskContext } from './task-context.js';

/** Marks what `defineTask` returned, so that other exports of a module are not taken for handlers. */
export const TASK_HANDLER = 'continuo.task';

/** A function of the user's project that tasks of type `ts`, `branch` and `shortCircuit` call by its name. */
export interface TaskHandler<Args = Json, Result = unknown> {
  readonly kind: typeof TASK_HANDLER;
  /** Null: named after its module and its export, e.g. `weather.transform`. */
  readonly name: string | null;
  /** Turns the rendered `args` into what `run` wants, or throws; without it `args` are taken as they are. */
  parse?(args: Json): Args;
  /** The return value becomes the task's result, so it must be JSON; undefined pushes none. */
  run(context: TaskContext, args: Args): Promise<Result> | Result;
}

export interface TaskDefinition<Args, Result> {
  /** Dotted name for `handler:`. Left out, it is `<module's base name>.<export's name>`, or the base name alone for a default export. */
  name?: string;
  parse?(args: Json): Args;
  run(context: TaskContext, args: Args): Promise<Result> | Result;
}

const NAME = /^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*$/;

/** The public way to write a task in TypeScript. Throws for a name that no DAG file could spell. */
export function defineTask<Args = Json, Result = unknown>(
  definition: TaskDefinition<Args, Result>,
): TaskHandler<Args, Result> {
  const { name, parse } = definition;
  if (name !== undefined && !isHandlerName(name)) {
    throw new Error(`task name "${name}": use words joined by dots, such as "weather.transform"`);
  }
  const run = (context: TaskContext, args: Args): Promise<Result> | Result => definition.run(context, args);
  return { kind: TASK_HANDLER, name: name ?? null, run, ...(parse === undefined ? {} : { parse }) };
}

export const isHandlerName = (name: string): boolean => NAME.test(name);

/** True for what `defineTask` returned, whichever copy of the sdk made it. */
export const isTaskHandler = (value: unknown): value is TaskHandler =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === TASK_HANDLER;
