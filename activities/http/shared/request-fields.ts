import { z } from 'zod';
import { durationField, exactlyOneOf, jsonField, textField } from '../../sdk/index.js';
import { parseJsonPath } from './json-path.js';

const status = z.int().min(100).max(599);
const jsonPath = z.string().refine((text) => parseJsonPath(text) !== null, 'write it as $.a.b[0]["c d"]');

const expectFields = z.strictObject({
  status: z
    .union([status, z.array(status).min(1)])
    .optional()
    .describe('The only good answers'),
  jsonPath: z
    .union([jsonPath, z.record(jsonPath, jsonField)])
    .optional()
    .describe('A path that must lead to something other than null and false, or paths with their values'),
  contains: z.string().min(1).optional().describe('Text that the body must contain'),
});

/** Keys of `with` that http.request and sensor.http share. */
export const requestWith = z
  .strictObject({
    url: z.string().min(1).optional(),
    connection: z.string().min(1).optional().describe('Gives the address, the login and the headers'),
    path: z.string().optional().describe('Below the address of the connection'),
    method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']).default('GET'),
    query: z
      .record(z.string(), z.union([textField, z.array(textField)]))
      .default({})
      .describe('Added to the URL; a list repeats the name'),
    headers: z.record(z.string().min(1), textField).default({}),
    json: jsonField.optional().describe('Body, as application/json'),
    body: z.string().optional().describe('Body, as it is'),
    response: z.enum(['json', 'text', 'status']).default('json').describe('What the result is'),
    expect: expectFields.default({}),
    timeout: durationField.default(60_000).describe('For the whole exchange'),
    maxBytes: z
      .int()
      .min(1)
      .default(16 * 1024 * 1024)
      .describe('Largest body of an answer'),
  })
  .superRefine(exactlyOneOf('url', 'connection'))
  .superRefine(pathNeedsConnection)
  .superRefine(atMostOneBody);
export type RequestWith = z.output<typeof requestWith>;

function pathNeedsConnection(
  value: { path?: string | undefined; connection?: string | undefined },
  issues: z.RefinementCtx,
): void {
  if (value.path === undefined || value.connection !== undefined) return;
  issues.addIssue({ code: 'custom', message: '"path" needs "connection"' });
}

function atMostOneBody(value: { json?: unknown; body?: unknown }, issues: z.RefinementCtx): void {
  if (value.json === undefined || value.body === undefined) return;
  issues.addIssue({ code: 'custom', message: 'give only one of "json" or "body"' });
}
