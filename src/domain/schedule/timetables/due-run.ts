/** Instants in ms since the epoch. start = end: a point (trigger timetables, dates, once), as Airflow has it. */
export interface Interval {
  start: number;
  end: number;
}

/** A run that a schedule makes: not before `runAfter`. */
export interface DueRun {
  logicalDate: number;
  interval: Interval;
  runAfter: number;
}

/** Ms since the epoch. `endDate` is inclusive and compared with logical dates. */
export interface ScheduleLimits {
  startDate: number | null;
  endDate: number | null;
  catchup: boolean;
}

/** What a timetable is asked: `last` is the interval of the last automated run. */
export interface Question {
  last: Interval | null;
  now: number;
  limits: ScheduleLimits;
}

/** One kind of schedule by time. */
export interface Timetable {
  next(question: Question): DueRun | null;
  /** Data interval of a run that a person asks for at an instant. */
  manual(instant: number): Interval;
  /** A startDate that begins at the first logical date at or after `from`; null: none comes, or the kind has no dates of its own. */
  startOf(from: number, limits: ScheduleLimits): number | null;
}

/** The run of an interval is due at its end, and dated by its start. */
export const runOfInterval = (start: number, end: number): DueRun => ({
  logicalDate: start,
  interval: { start, end },
  runAfter: end,
});

export const runAtPoint = (at: number): DueRun => runOfInterval(at, at);

export const isPast = (at: number, endDate: number | null): boolean => endDate !== null && at > endDate;
