import { evaluateCel, type Json, type TaskContext } from '../../sdk/index.js';

import { callHandler, type HandlerLookup } from './find-handler.js';

export interface Decision {
  cel: string | undefined;
  handler: string | undefined;
  args: Json | undefined;
}

/** What the CEL expression or the handler says. */
export async function decide(
  handlers: HandlerLookup,
  context: TaskContext,
  { cel, handler = '', args = null }: Decision,
): Promise<Json | undefined> {
  if (cel !== undefined) return evaluateCel(context, cel, {});
  return callHandler(handlers, context, { name: handler, args });
}
