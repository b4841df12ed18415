import type { NormalizedSchedule } from '../domain/schedule/schedule.js';
import { manualInterval as intervalAt, type TimetableParts } from '../domain/schedule/timetable.js';
import { isoOf, msOf } from '../domain/time/instant.js';

export interface DataInterval {
  start: string;
  end: string;
}

/**
 * The data interval of a run that a person triggers for an instant, RFC 3339 in UTC. Instants of triggers have microseconds, which it keeps. Where the
 * schedule's own timetable or calendar is not there or fails, it is the instant itself: a trigger does not wait for a timetable to be mended.
 */
export function manualInterval(
  schedule: NormalizedSchedule | null | undefined,
  instant: string,
  parts: TimetableParts = {},
): DataInterval {
  const at = msOf(instant);
  const { start, end } = intervalOrPoint(schedule ?? null, at, parts);
  const text = (ms: number): string => (ms === at ? instant : isoOf(ms));
  return { start: text(start), end: text(end) };
}

function intervalOrPoint(schedule: NormalizedSchedule | null, at: number, parts: TimetableParts) {
  const namesParts = schedule?.custom !== undefined || schedule?.calendar !== undefined;
  try {
    return intervalAt(schedule, at, parts);
  } catch (error) {
    if (!namesParts) throw error;
    return { start: at, end: at };
  }
}
