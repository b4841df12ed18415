import { defineOperator } from '../../sdk/index.js';
import { callHandler, type HandlerLookup } from '../shared/find-handler.js';
import { tsWith, type TsWith } from './schema.js';

/** Tasks in TypeScript: the handler runs in the worker's process, with the task context. */
export const ts = (handlers: HandlerLookup) =>
  defineOperator<TsWith>({
    type: 'ts',
    summary: 'Runs a TypeScript function of the project',
    with: tsWith,
    run: async (context, { handler, args = null }) => {
      const value = await callHandler(handlers, context, { name: handler, args });
      return value === undefined ? {} : { value };
    },
  });
