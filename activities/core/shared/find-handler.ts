import { TaskFailure, toJson, type Json, type TaskContext, type TaskHandler } from '../../sdk/index.js';
import { readError } from '../../sdk/read-error.js';

/** Where handlers come from: the user's project, by name. */
export type HandlerLookup = (name: string) => TaskHandler | undefined;

export interface HandlerCall {
  name: string;
  args: Json;
}

/**
 * Calls a handler; its own errors pass through, so that their name is the type of the failure.
 * Throws UnknownHandler or BadArgs, neither retryable, and BadReturnValue.
 */
export async function callHandler(
  lookup: HandlerLookup,
  context: TaskContext,
  call: HandlerCall,
): Promise<Json | undefined> {
  const handler = lookup(call.name);
  if (handler === undefined) {
    const message = `no handler "${call.name}" is loaded on this worker: export it with defineTask from a module under "handlers" of continuo.config.ts`;
    throw new TaskFailure('UnknownHandler', message, { retryable: false });
  }
  return toJson(await handler.run(context, checkedArgs(handler, call)), `handler ${call.name}`);
}

function checkedArgs(handler: TaskHandler, { name, args }: HandlerCall): Json {
  if (handler.parse === undefined) return args;
  try {
    return handler.parse(args);
  } catch (error) {
    const message = `handler ${name} refuses its args: ${readError(error).message}`;
    throw new TaskFailure('BadArgs', message, { retryable: false, cause: error });
  }
}
