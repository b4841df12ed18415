import { DateTime } from 'luxon';

/** A calendar day of a zone. */
export interface Day {
  /** 2026-11-21 */
  name: string;
  /** Its first instant and that of the next day, ms since the epoch. */
  start: number;
  end: number;
}

/** The day of the zone that the instant (ms since the epoch) falls into; 23 to 25 hours long where clocks change. */
export function dayAround(instant: number, zone: string): Day {
  const start = DateTime.fromMillis(instant, { zone }).startOf('day');
  return {
    name: start.toFormat('yyyy-MM-dd'),
    start: start.toMillis(),
    end: start.plus({ days: 1 }).startOf('day').toMillis(),
  };
}
