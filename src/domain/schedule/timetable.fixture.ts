import type { Json } from '../json.js';
import { take } from '../take.js';
import { isoOf, msOf } from '../time/instant.js';
import { readSchedule } from './read-schedule.js';
import type { NormalizedSchedule } from './schedule.js';
import { nextRun, runsAfter, runsBetween, type TimetableParts } from './timetable.js';
import type { DueRun, Interval } from './timetables/due-run.js';

/** Timetables put in short words, for the specs of schedules. */
export function schedule(given: Json): NormalizedSchedule | null {
  const read = readSchedule(given);
  if ('message' in read) throw new Error(read.message);
  return read.schedule;
}
/** `2026-03-01` or `2026-03-01T06:00` for the instant in UTC, the shortest that says it. */
export const short = (ms: number): string =>
  isoOf(ms)
    .replace(/(T..:..):00\.000Z$/, '$1')
    .replace(/T00:00$/, '');
export const interval = ({ start, end }: Interval): string =>
  start === end ? short(start) : `${short(start)}/${short(end)}`;
export const at = (text: string | undefined): number | null => (text === undefined ? null : msOf(text));
export const shown = (run: DueRun | null): string | null => (run === null ? null : interval(run.interval));

export interface Given {
  last?: [string, string];
  now?: string;
  start?: string;
  end?: string;
  catchup?: boolean;
}
export const next = (given: Json, asked: Given, parts?: TimetableParts): string | null =>
  shown(
    nextRun(
      schedule(given),
      {
        last: asked.last === undefined ? null : { start: msOf(asked.last[0]), end: msOf(asked.last[1]) },
        now: msOf(asked.now ?? '2026-06-15T12:00:00Z'),
        limits: { startDate: at(asked.start), endDate: at(asked.end), catchup: asked.catchup ?? false },
      },
      parts,
    ),
  );
export const limits = { startDate: null, endDate: null };
export const after = (given: Json, instant: string, count: number, parts?: TimetableParts): (string | null)[] =>
  take(runsAfter(schedule(given), msOf(instant), limits, parts), count).map(shown);
export const between = (given: Json, from: string, to: string, more: Partial<Given> = {}): (string | null)[] => [
  ...[
    ...runsBetween(schedule(given), msOf(from), msOf(to), {
      startDate: at(more.start),
      endDate: at(more.end),
      catchup: more.catchup ?? false,
    }),
  ].map(shown),
];
