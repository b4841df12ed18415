import { z } from 'zod';
import { exactlyOneOf, jsonField, textField } from '../../sdk/index.js';

export const webhookWith = z
  .strictObject({
    connection: z.string().min(1).optional().describe('Gives the address, the secret that signs, and headers'),
    url: z.string().min(1).optional().describe('An address without a secret; nothing is signed'),
    path: z.string().optional().describe('Below the address of the connection'),
    headers: z.record(z.string().min(1), textField).default({}),
    json: jsonField.optional().describe('The body; default: what it is about'),
  })
  .superRefine(exactlyOneOf('connection', 'url'));
export type WebhookWith = z.output<typeof webhookWith>;
