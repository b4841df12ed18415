import { formatPeriod, parsePeriod } from '../time/period.js';
import { cronProblem, normalizeCron } from './cron.js';
import type { NormalizedSchedule } from './schedule.js';

/** The shorthands: `@daily`, `@once`, `@continuous`, `every 6h`, or a cron expression. */
export function readScheduleText(text: string): { schedule: NormalizedSchedule } | { message: string } {
  const trimmed = text.trim();
  const every = /^every\s+(.+)$/i.exec(trimmed);
  if (every !== null) return readEvery(every[1] ?? '');
  if (trimmed.toLowerCase() === '@once') return { schedule: { once: true } };
  if (trimmed.toLowerCase() === '@continuous') return { schedule: { continuous: true } };
  const message = cronProblem(trimmed);
  return message === null ? { schedule: { cron: normalizeCron(trimmed) } } : { message };
}

function readEvery(text: string): { schedule: NormalizedSchedule } | { message: string } {
  const period = parsePeriod(text);
  if (period === null)
    return { message: `"every ${text}": write a duration above zero, such as every 6h or every P1M` };
  return { schedule: { every: formatPeriod(period) } };
}
