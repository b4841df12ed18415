import { CronExpressionParser } from 'cron-parser';
import { DateTime } from 'luxon';
import { normalizeCron, secondsFirst } from '../domain/schedule/cron.js';
import { DEFAULT_TIMEZONE, type NormalizedSchedule } from '../domain/schedule/schedule.js';
import { parsePeriod } from '../domain/time/period.js';

export interface DataInterval {
  start: string;
  end: string;
}

/**
 * The data interval of a run that a person triggers for an instant (airflow-semantics §1.9): with a cron interval the last complete one
 * before it, with a period the one that ends there, else the instant itself. Instants are RFC 3339 in UTC.
 */
export function manualInterval(schedule: NormalizedSchedule | null | undefined, instant: string): DataInterval {
  const none = { start: instant, end: instant };
  if (schedule == null || schedule.timetable === 'trigger' || schedule.assets !== undefined) return none;
  const zone = schedule.timezone ?? DEFAULT_TIMEZONE;
  const { cron, every } = schedule;
  if (cron !== undefined) {
    const end = lastFire([cron].flat(), zone, Date.parse(instant) + 1);
    return end === null ? none : { start: iso(lastFire([cron].flat(), zone, end) ?? end), end: iso(end) };
  }
  const period = every === undefined ? null : parsePeriod(every);
  if (period === null) return none;
  const end = DateTime.fromISO(instant, { zone });
  const start = end.minus({ months: period.months, days: period.days, milliseconds: period.ms });
  return { start: iso(start.toMillis()), end: instant };
}

/** The latest instant before `before` (ms) at which any of the expressions fires. */
function lastFire(expressions: readonly string[], tz: string, before: number): number | null {
  const fires = expressions.map((expression) => {
    const parsed = CronExpressionParser.parse(secondsFirst(normalizeCron(expression)), {
      tz,
      currentDate: new Date(before),
    });
    return parsed.prev().getTime();
  });
  return fires.length === 0 ? null : Math.max(...fires);
}

const iso = (ms: number): string => new Date(ms).toISOString();
