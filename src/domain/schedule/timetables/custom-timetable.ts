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

/** Throws what the user's code throws, and an error that says what is wrong with a nonsensical answer. */
export function customTimetable(custom: CustomTimetable): Timetable {
  return {
    next: (question) => {
      const answer = custom.next(question);
      if (answer === null || answer === undefined) return null;
      const run = runOf(answer);
      const { last, limits } = question;
      if (last !== null && run.logicalDate <= last.start) {
        throw nonsense('a run that is not after the last one', answer);
      }
      return isPast(run.logicalDate, limits.endDate) ? null : run;
    },
    manual: (instant) => (custom.manual === undefined ? point(instant) : intervalOf(custom.manual(instant))),
    startOf: (from) => from,
  };
}

const point = (instant: number): Interval => ({ start: instant, end: instant });

function runOf(answer: unknown): DueRun {
  const { start, end } = intervalOf(answer);
  const { runAfter = end } = answer as { runAfter?: unknown };
  if (!isInstant(runAfter)) throw nonsense('a runAfter that is no time', answer);
  return { ...runOfInterval(start, end), runAfter };
}

function intervalOf(answer: unknown): Interval {
  if (typeof answer !== 'object' || answer === null) throw nonsense('no { start, end }', answer);
  const { start, end = start } = answer as { start?: unknown; end?: unknown };
  if (!isInstant(start) || !isInstant(end)) throw nonsense('a start or end that is no time', answer);
  if (end < start) throw nonsense('an interval that ends before it starts', answer);
  return { start, end };
}

/** 8.64e15 ms: the range of dates. */
const isInstant = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) <= 8.64e15;

const nonsense = (what: string, answer: unknown): Error =>
  new Error(`the timetable answered ${what}: ${(JSON.stringify(answer) ?? String(answer)).slice(0, 200)}`);
