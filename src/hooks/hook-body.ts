import { z } from 'zod';
import type { JsonObject } from '../domain/json.js';
import { unstorableText } from '../platform/graphql/unstorable-text.js';

const LONGEST_ID = 255;
const LONGEST_PARTITION = 250;
/** Deeper input would overflow the stack of whoever walks it. */
const DEEPEST = 100;

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
  if (isDeeper(json, DEEPEST)) return { wrong: `JSON deeper than ${DEEPEST} levels is refused` };
  const read = Body.safeParse(json);
  if (!read.success) return { wrong: FORM };
  const place = unstorableText(json);
  if (place !== null) return { wrong: `${place}: a NUL character or half a surrogate pair cannot be stored` };
  const { extra = {}, partition = null, id = null } = read.data;
  return { extra: extra as JsonObject, partition, id };
}

/** Level by level: it is asked before anybody may recurse. */
function isDeeper(value: unknown, levels: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > levels) return true;
    level = level.flatMap((item): unknown[] => (item !== null && typeof item === 'object' ? Object.values(item) : []));
  }
  return false;
}

function parsed(raw: Buffer): unknown {
  if (raw.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw)) as unknown;
  } catch {
    return null; // told as a wrong form
  }
}
