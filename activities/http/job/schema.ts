import { z } from 'zod';
import { durationField, exactlyOneOf, jsonField, textField } from '../../sdk/index.js';

const query = z.record(z.string(), z.union([textField, z.array(textField)])).default({});
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

const step = (method: (typeof METHODS)[number]) =>
  z.strictObject({
    path: z.string().describe('{id} and {token} stand for the job and the client token'),
    method: z.enum(METHODS).default(method),
    query,
    headers: z.record(z.string().min(1), textField).default({}),
    json: jsonField.optional().describe('Body, as application/json'),
  });

const cel = z.string().min(1);

/** `with` of http.job. */
export const httpJobWith = z
  .strictObject({
    url: z.string().min(1).optional().describe('What the paths stand below'),
    connection: z.string().min(1).optional().describe('Gives the address, the login and the headers'),
    submit: step('POST'),
    jobId: cel.default('body.id').describe('CEL over body and status of the submission: the id of the job'),
    find: step('GET')
      .extend({ jobId: cel.describe('CEL over body and status: the id, or null where there is no job') })
      .optional(),
    poll: step('GET'),
    until: cel.describe('CEL over body and status of the poll: the job has ended well'),
    failed: cel.optional().describe('CEL over body and status of the poll: the job has ended badly'),
    result: step('GET').optional().describe('Answers the result; without it the result is the body of the last poll'),
    cancel: step('DELETE').optional(),
    pollInterval: durationField.default(30_000),
    pollBackoff: z.number().min(1).default(1),
    maxPollInterval: durationField.default(15 * 60_000),
    timeout: durationField.default(60_000).describe('For each exchange'),
    maxBytes: z
      .int()
      .min(1)
      .default(16 * 1024 * 1024)
      .describe('Largest body of an answer'),
  })
  .superRefine(exactlyOneOf('url', 'connection'));
export type HttpJobWith = z.output<typeof httpJobWith>;
export type HttpJobStep = HttpJobWith['submit'];
