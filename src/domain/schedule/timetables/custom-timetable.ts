import { isoOf } from '../../time/instant.js';
import { type DueRun, type Interval, isPast, runOfInterval, type Question, type Timetable } from './due-run.js';

/**
 * A timetable of the user's own. Its answers are not to be trusted: null or nothing for "no run follows", else `{ start, end, runAfter? }` in ms
 * since the epoch, where `end` defaults to `start` and `runAfter` to `end`.
 */
export interface CustomTimetable {
  next(question: Question): unknown;
  /** The data interval of a run that a person asks for, `{ start, end }`; left out, it is the instant itself. */
  manual?(instant: number): unknown;
}

/**
 * Throws what the user's code throws, and an error that says what is wrong with a nonsensical answer.
 * @param handler its name, which the errors tell
 */
export function customTimetable(handler: string, custom: CustomTimetable): Timetable {
  return {
    next: (question) => {
      const answer = custom.next(question);
      if (answer === null || answer === undefined) return null;
      const run = sensible(handler, answer, behind(question.last, runOf(answer)));
      return isPast(run.logicalDate, question.limits.endDate) ? null : run;
    },
    manual: (instant) => {
      if (custom.manual === undefined) return point(instant);
      const answer = custom.manual(instant);
      return sensible(handler, answer, intervalOf(answer));
    },
    startOf: (from) => from,
  };
}

const point = (instant: number): Interval => ({ start: instant, end: instant });

/** What the answer says, or what is wrong with it. */
function runOf(answer: unknown): DueRun | string {
  const interval = intervalOf(answer);
  if (typeof interval === 'string') return interval;
  const { start, end } = interval;
  const { runAfter = end } = answer as { runAfter?: unknown };
  return isInstant(runAfter) ? { ...runOfInterval(start, end), runAfter } : 'a runAfter that is no time';
}

const behind = (last: Interval | null, run: DueRun | string): DueRun | string =>
  typeof run === 'string' || last === null || run.logicalDate > last.start
    ? run
    : `a run that is not after the last one, of ${isoOf(last.start)}`;

function intervalOf(answer: unknown): Interval | string {
  if (typeof answer !== 'object' || answer === null) return 'no { start, end }';
  const { start, end = start } = answer as { start?: unknown; end?: unknown };
  if (!isInstant(start) || !isInstant(end)) return 'a start or end that is no time';
  return end < start ? 'an interval that ends before it starts' : { start, end };
}

/** 8.64e15 ms: the range of dates. */
const isInstant = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) <= 8.64e15;

/** @throws where a text says what is wrong with the answer */
function sensible<Found extends object>(handler: string, answer: unknown, found: Found | string): Found {
  if (typeof found !== 'string') return found;
  const shown = (JSON.stringify(answer) ?? String(answer)).slice(0, 200);
  throw new Error(`timetable "${handler}" answered ${found}: ${shown}`);
}
