import type { JsonObject } from '../domain/json.js';
import type { ScheduleCursor } from '../domain/schedule/tick.js';
import type { DueRun, Interval } from '../domain/schedule/timetable.js';
import { isoOf } from '../domain/time/instant.js';

/** A cursor as events and explanations show it. */
export const cursorJson = ({ last, next }: ScheduleCursor): JsonObject => ({
  last: last === null ? null : intervalJson(last),
  next: nextJson(next),
});

export const nextJson = (next: DueRun | null): JsonObject | null =>
  next === null
    ? null
    : {
        logicalDate: isoOf(next.logicalDate),
        dataInterval: intervalJson(next.interval),
        runAfter: isoOf(next.runAfter),
      };

const intervalJson = ({ start, end }: Interval): JsonObject => ({ start: isoOf(start), end: isoOf(end) });
