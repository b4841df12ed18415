import type { Json } from '../json.js';
import { schemaProblems } from '../schema-problems.js';
import { normalizeSchedule } from './normalize-schedule.js';
import { scheduleConflicts } from './schedule-conflicts.js';
import { scheduleSchema } from './schedule-schema.js';
import type { NormalizedSchedule } from './schedule.js';

/** A schedule that stands alone, as in a preview; `message` says all that is wrong with it. */
export function readSchedule(value: Json): { schedule: NormalizedSchedule | null } | { message: string } {
  const parsed = scheduleSchema.safeParse(value);
  const problems = [...schemaProblems(parsed.error?.issues ?? [], value), ...scheduleConflicts(value)];
  if (parsed.data !== undefined && problems.length === 0) return { schedule: normalizeSchedule(parsed.data) };
  return { message: problems.map(({ path, message }) => [...path, message].join(': ')).join('; ') };
}
