import { readFileSync } from 'node:fs';
import type { z } from 'zod';

/** A JSON file of a known shape, or null where it is missing, unreadable or of another shape. */
export function readJson<T>(path: string, shape: z.ZodType<T>): T | null {
  try {
    const parsed = shape.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
