import type { Zone } from './zone.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The fields of a cron as lists; null: `*`. */
export interface CronFields {
  minutes: readonly number[];
  hours: readonly number[] | null;
  days: readonly number[] | null;
  months: readonly number[] | null;
  /** 0 is Sunday. */
  weekdays: readonly number[] | null;
}

export const cronText = ({ minutes, hours, days, months, weekdays }: CronFields): string =>
  [minutes, hours, days, months, weekdays].map((field) => (field === null ? '*' : field.join(','))).join(' ');

/**
 * All instants of a cron in [from, to], ascending, each once. With hours, the local times of each day that matches; without, each minute of the
 * time line whose local minute matches: a repeated hour counts twice, one that is missing has none (airflow-semantics §1.9, DST).
 */
export function cronTicks(fields: CronFields, zone: Zone, from: number, to: number): number[] {
  const found = fields.hours === null ? byMinute(fields, zone, from, to) : byDay(fields, fields.hours, zone, from, to);
  return [...new Set(found)].filter((tick) => tick >= from && tick <= to).sort((a, b) => a - b);
}

function byDay(fields: CronFields, hours: readonly number[], zone: Zone, from: number, to: number): number[] {
  const ticks: number[] = [];
  for (let day = Math.floor(from / DAY) * DAY - 2 * DAY; day <= to + 2 * DAY; day += DAY) {
    if (!dayMatches(fields, new Date(day))) continue;
    for (const hour of hours) {
      for (const minute of fields.minutes) ticks.push(zone.resolve(day + (hour * 60 + minute) * MINUTE));
    }
  }
  return ticks;
}

function byMinute(fields: CronFields, zone: Zone, from: number, to: number): number[] {
  const ticks: number[] = [];
  for (let minute = Math.ceil(from / MINUTE) * MINUTE; minute <= to; minute += MINUTE) {
    const local = new Date(minute + zone.offsetAt(minute));
    if (fields.minutes.includes(local.getUTCMinutes()) && dayMatches(fields, local)) ticks.push(minute);
  }
  return ticks;
}

/** Where both day fields are restricted, one of them is enough. */
function dayMatches({ days, months, weekdays }: CronFields, local: Date): boolean {
  if (months !== null && !months.includes(local.getUTCMonth() + 1)) return false;
  const byDate = days?.includes(local.getUTCDate()) ?? null;
  const byWeekday = weekdays?.includes(local.getUTCDay()) ?? null;
  return byDate === null ? (byWeekday ?? true) : byDate || (byWeekday ?? false);
}
