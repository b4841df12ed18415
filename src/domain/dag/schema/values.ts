import { z } from 'zod';
import { DATE_HINT, parseDate } from '../../time/date.js';
import { DURATION_HINT, formatDuration, parseDuration } from '../../time/duration.js';
import type { Json } from '../../json.js';

export const ID_PATTERN = /^[A-Za-z0-9._-]{1,250}$/;
export const ID_HINT = 'use letters, digits, "-", "." and "_", 1 to 250 characters';

export const idSchema = z.string().regex(ID_PATTERN, { error: ID_HINT });

/** Any JSON value; that it is JSON is checked before the schema is applied. */
export const jsonSchema = z.unknown() as unknown as z.ZodType<Json, Json>;
export const jsonObjectSchema = z.record(z.string(), jsonSchema);

/** A duration, normalised to ISO 8601. */
export const durationSchema = z
  .union([z.string(), z.number()], { error: DURATION_HINT })
  .refine((given) => parseDuration(given) !== null, { error: DURATION_HINT })
  .transform((given) => formatDuration(parseDuration(given) ?? 0));

export const positiveDurationSchema = z
  .union([z.string(), z.number()], { error: DURATION_HINT })
  .refine((given) => (parseDuration(given) ?? 0) > 0, { error: `${DURATION_HINT}, above zero` })
  .transform((given) => formatDuration(parseDuration(given) ?? 0));

/** A date or time; normalisation gives it the schedule's zone, which stands elsewhere in the DAG. */
export const dateSchema = z.string().refine((text) => parseDate(text, 'UTC') !== null, { error: DATE_HINT });

export const countSchema = z.int().min(1);

/** One name or a list of names, normalised to a list. */
export const namesSchema = z
  .union([z.string().min(1), z.array(z.string().min(1))], { error: 'give a name or a list of names' })
  .transform((given) => [...new Set(typeof given === 'string' ? [given] : given)]);
