import type { NormalizedSchedule } from '../domain/schedule/schedule.js';
import { manualInterval as intervalAt, type TimetableParts } from '../domain/schedule/timetable.js';
import { isoOf, msOf } from '../domain/time/instant.js';

export interface DataInterval {
  start: string;
  end: string;
}

/** The data interval of a run that a person triggers for an instant, RFC 3339 in UTC. Instants of triggers have microseconds, which it keeps. */
export function manualInterval(
  schedule: NormalizedSchedule | null | undefined,
  instant: string,
  parts: TimetableParts = {},
): DataInterval {
  const at = msOf(instant);
  const { start, end } = intervalAt(schedule ?? null, at, parts);
  const text = (ms: number): string => (ms === at ? instant : isoOf(ms));
  return { start: text(start), end: text(end) };
}
