import { assertNever } from '../../../src/domain/assert-never.js';
import { defineOperator, TaskFailure } from '../../sdk/index.js';
import { waitsOf } from '../../sdk/waits-of.js';
import { runHttpRequest } from '../request/run-http-request.js';
import { putUrl } from './put-url.js';
import { waitCallbackWith, type WaitCallbackWith } from './schema.js';

/** Tells another system of an address that is good for one call, and waits for that call. */
export const waitCallback = defineOperator<WaitCallbackWith>({
  type: 'wait.callback',
  summary: 'Sends a request with an address to call back, and waits for that call',
  with: waitCallbackWith,
  poke: async (context, { request }) => {
    const waits = waitsOf(context);
    const state = await waits.callback();
    switch (state.kind) {
      case 'open':
        if (!state.sent) {
          // its answer need not be JSON: nobody reads it
          await runHttpRequest(context, putUrl({ ...request, response: 'text' as const }, state.url));
          await waits.callbackSent();
        }
        context.logger.info('waiting for the call');
        return { done: false, until: null };
      case 'success':
        return { done: true, value: state.value };
      case 'failed':
        throw new TaskFailure('CallbackFailed', state.error);
      default:
        return assertNever(state, 'state of a callback');
    }
  },
});
