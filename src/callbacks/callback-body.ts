import { z } from 'zod';
import type { Json } from '../domain/json.js';
import { unstorableText } from '../platform/graphql/unstorable-text.js';
import type { CallbackAnswer } from './receive.js';

const LONGEST_ERROR = 10_000;

const Body = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('success'), value: z.unknown().optional() }),
  z.strictObject({ status: z.literal('failed'), error: z.string().min(1).max(LONGEST_ERROR) }),
]);

const FORM = 'send {"status": "success", "value": …} or {"status": "failed", "error": "…"}';

/** The body of a call, or what is wrong with it. */
export function readCallbackBody(body: unknown): { answer: CallbackAnswer } | { wrong: string } {
  const parsed = Body.safeParse(body);
  if (!parsed.success) return { wrong: FORM };
  const place = unstorableText(body);
  if (place !== null) return { wrong: `${place}: a NUL character or half a surrogate pair cannot be stored` };
  const { data } = parsed;
  return { answer: data.status === 'failed' ? data : { status: 'success', value: (data.value ?? null) as Json } };
}
