import type { NormalizedSchedule } from './schedule.js';
import { nextRun, type DueRun, type Interval, type ScheduleLimits, type TimetableParts } from './timetable.js';

/** The schedule row of a DAG. `last`: interval of the last automated run. `next`: what is due next; null: nothing follows, or it is to be computed anew. */
export interface ScheduleCursor {
  last: Interval | null;
  next: DueRun | null;
}

/** Instants in ms since the epoch. */
export interface TickState {
  schedule: NormalizedSchedule | null;
  limits: ScheduleLimits;
  parts?: TimetableParts;
  cursor: ScheduleCursor;
  paused: boolean;
  /** maxActiveRuns less the runs that are queued or running, backfills excluded. */
  room: number;
  /** The earlier of the ticker's and the database's clock. */
  now: number;
  /** Runs made in one go. */
  atMost: number;
}

export interface Ticked {
  /** To be made, oldest first. */
  runs: DueRun[];
  cursor: ScheduleCursor;
  /** When to look again, perhaps at once; null: only when something changes. Then `next` is withheld and the end of a run makes it, or nothing follows. */
  wakeAt: number | null;
  /** What is wrong with the user's own timetable: nothing follows until something changes. */
  error: string | null;
}

/** The cursor after whatever makes `next` void, a changed schedule above all: the tick that follows computes it from `last`. */
export const withoutNext = ({ last }: ScheduleCursor): ScheduleCursor => ({ last, next: null });

/**
 * One look at a schedule row (airflow-semantics §1.9): which runs are to be made now, and where the cursor stands then. What is stored as next is
 * made however late; only what follows it obeys the catchup rule. While the DAG is paused nothing is next, so that unpausing obeys it, too.
 */
export function tick(state: TickState): Ticked {
  if (state.paused) return { runs: [], cursor: withoutNext(state.cursor), wakeAt: null, error: null };
  const runs: DueRun[] = [];
  let { last } = state.cursor;
  let found = standing(state);
  const most = Math.min(state.room, state.atMost);
  while (runs.length < most && found.next !== null && found.next.runAfter <= state.now) {
    runs.push(found.next);
    last = found.next.interval;
    found = following(state, last);
  }
  const { next, error } = found;
  return { runs, cursor: { last, next }, wakeAt: wakeAt(next, state, state.room - runs.length), error };
}

interface Found {
  next: DueRun | null;
  error: string | null;
}

/** The stored run. A continuous one that is due has waited for its jitter, and its interval reaches to the instant at which it is made. */
function standing(state: TickState): Found {
  const { cursor, schedule, now } = state;
  const { last, next } = cursor;
  if (next === null) return following(state, last);
  if (schedule?.continuous !== true || last === null || next.runAfter > now) return { next, error: null };
  const fresh = following(state, last);
  return fresh.next === null
    ? fresh
    : { ...fresh, next: { ...fresh.next, runAfter: Math.min(fresh.next.runAfter, now) } };
}

/** Skips of a timetable that steps back behind the last run, as one of weeks does after one of days; more of them are a mistake of it. */
const MOST_SKIPS = 10;

/** A changed schedule never makes a run at or before the last one's logical date. */
function following(state: TickState, last: Interval | null): Found {
  const { schedule, limits, parts } = state;
  try {
    let after = afterPoint(state, last);
    for (let skips = 0; skips < MOST_SKIPS; skips += 1) {
      const next = nextRun(schedule, { last: after, now: nowAfter(state, last), limits }, parts);
      if (next === null || last === null || next.logicalDate > last.start) return { next, error: null };
      after = next.interval;
    }
    return { next: null, error: 'the timetable does not go beyond the last run' };
  } catch (error) {
    return { next: null, error: (error as { message?: string }).message ?? String(error) };
  }
}

/** Where the last continuous run has a point for its interval, the next one begins 1 ms behind it: a logical date of its own, and no time is lost. */
const afterPoint = ({ schedule }: TickState, last: Interval | null): Interval | null =>
  schedule?.continuous === true && last !== null && last.start === last.end ? { ...last, end: last.end + 1 } : last;

/** The next continuous run lies at least 1 ms after the last, whatever the clock says. */
const nowAfter = ({ schedule, now }: TickState, last: Interval | null): number =>
  schedule?.continuous === true && last !== null ? Math.max(now, last.end + 1) : now;

/** What is due and has no room is withheld. */
function wakeAt(next: DueRun | null, { now }: TickState, room: number): number | null {
  if (next === null) return null;
  return next.runAfter <= now && room <= 0 ? null : next.runAfter;
}
