import { z } from 'zod';
import { requestWith } from '../shared/request-fields.js';

export const waitCallbackWith = z.strictObject({
  request: requestWith.describe('Tells the other system where to call, as {{ callback.url }}; keys as of http.request'),
});
export type WaitCallbackWith = z.output<typeof waitCallbackWith>;
