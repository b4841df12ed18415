import { z } from 'zod';
import type { JsonObject } from '../domain/json.js';
import { unstorableText } from '../platform/graphql/unstorable-text.js';

const LONGEST_ID = 255;
const LONGEST_PARTITION = 250;

/** What a delivery says. */
export interface HookBody {
  extra: JsonObject;
  partition: string | null;
  /** The sender's name of the delivery: the same one counts once. */
  id: string | null;
}

const Body = z.strictObject({
  extra: z.record(z.string(), z.unknown()).optional(),
  partition: z.string().min(1).max(LONGEST_PARTITION).nullable().optional(),
  id: z.string().min(1).max(LONGEST_ID).nullable().optional(),
});

const FORM = `send JSON such as {"extra": {…}, "partition": "…", "id": "…"}; each may be left out, id has at most ${LONGEST_ID} characters, partition ${LONGEST_PARTITION}`;

/** The body of a delivery, or what is wrong with it. Nothing at all is an empty object. */
export function readHookBody(raw: Buffer): HookBody | { wrong: string } {
  const json = parsed(raw);
  const read = Body.safeParse(json);
  if (!read.success) return { wrong: FORM };
  const place = unstorableText(json);
  if (place !== null) return { wrong: `${place}: a NUL character or half a surrogate pair cannot be stored` };
  const { extra = {}, partition = null, id = null } = read.data;
  return { extra: extra as JsonObject, partition, id };
}

function parsed(raw: Buffer): unknown {
  if (raw.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw)) as unknown;
  } catch {
    return null; // told as a wrong form
  }
}
