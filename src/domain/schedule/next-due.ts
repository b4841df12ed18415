import { CronExpressionParser } from 'cron-parser';
import { DateTime } from 'luxon';
import { msOf } from '../time/instant.js';
import { parsePeriod } from '../time/period.js';
import { normalizeCron, secondsFirst } from './cron.js';
import { DEFAULT_TIMEZONE, type NormalizedSchedule } from './schedule.js';

/**
 * When the run after one that was due at `dueAt` is due, in ms since the epoch; null where none follows: no schedule by time, the last date, or a
 * logical date beyond `endDate` (RFC 3339). The next logical date is `dueAt` itself where runs have intervals, else its due time.
 */
export function nextDueAfter(
  schedule: NormalizedSchedule | null,
  dueAt: number,
  endDate: string | null,
): number | null {
  if (schedule === null) return null;
  const next = nextFire(schedule, dueAt);
  if (next === null) return null;
  const hasIntervals = schedule.timetable !== 'trigger' && schedule.dates === undefined;
  const logicalDate = hasIntervals ? dueAt : next;
  return endDate !== null && logicalDate > msOf(endDate) ? null : next;
}

function nextFire({ cron, every, dates, timezone: zone = DEFAULT_TIMEZONE }: NormalizedSchedule, after: number) {
  if (cron !== undefined) return Math.min(...[cron].flat().map((expression) => nextCron(expression, zone, after)));
  if (dates !== undefined) return dates.map(msOf).find((date) => date > after) ?? null;
  const period = every === undefined ? null : parsePeriod(every);
  if (period === null) return null;
  const { months, days, ms: milliseconds } = period;
  return DateTime.fromMillis(after, { zone }).plus({ months, days, milliseconds }).toMillis();
}

const nextCron = (expression: string, tz: string, currentDate: number): number =>
  CronExpressionParser.parse(secondsFirst(normalizeCron(expression)), { tz, currentDate })
    .next()
    .getTime();
