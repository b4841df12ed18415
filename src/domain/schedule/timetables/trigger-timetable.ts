import { type DueRun, type Interval, isPast, type Question, type Timetable } from './due-run.js';
import { earlierOf, laterOf, type Ticks } from './ticks.js';

/** What Airflow's trigger timetables may be told besides. */
export interface TriggerOptions {
  /** Start of the data interval of a run; default the run's time: a point. */
  intervalStart?: (at: number) => number;
  /** The first run of a schedule that has no startDate, given the time now; default `firstRun` with its usual grace. */
  first?: (ticks: Ticks, now: number) => number | null;
}

/**
 * A run at each tick, dated by it. Of several lists of ticks each makes runs, one at a time. Without catchup what was missed is left out but for the
 * latest (Airflow's CronTrigger-, DeltaTrigger- and MultipleCronTriggerTimetable, §1.9).
 */
export function triggerTimetable(parts: readonly Ticks[], options: TriggerOptions = {}): Timetable {
  const { intervalStart = (at: number) => at, first = (ticks: Ticks, now: number) => firstRun(ticks, now) } = options;
  const runAt = (at: number): DueRun => ({
    logicalDate: at,
    interval: { start: intervalStart(at), end: at },
    runAfter: at,
  });
  return {
    next: (question) => {
      const times = parts
        .map((ticks) => nextTime(ticks, question, first))
        .filter((at) => at !== null && !isPast(at, question.limits.endDate))
        .filter((at) => at !== null);
      return firstOf(times.map(runAt), question);
    },
    manual: (instant): Interval => ({ start: intervalStart(instant), end: instant }),
    startOf: (from, limits) => parts.map((ticks) => ticks.onGrid(from, limits)).reduce(earlierOf, null),
  };
}

function nextTime(
  ticks: Ticks,
  { last, now, limits: { startDate, catchup } }: Question,
  first: NonNullable<TriggerOptions['first']>,
): number | null {
  const following = last === null ? null : ticks.next(last.end);
  const aligned = startDate === null ? null : ticks.ceil(startDate);
  const begun = last === null && startDate === null ? first(ticks, now) : following;
  return catchup ? (begun ?? aligned) : [ticks.floor(now), begun, aligned].reduce(laterOf, null);
}

/** Without catchup the latest whose interval has begun, else the first to come. */
function firstOf(runs: readonly DueRun[], { now, limits: { catchup } }: Question): DueRun | null {
  const begun = catchup ? [] : runs.filter(({ interval }) => interval.start <= now);
  const ascending = [...(begun.length > 0 ? begun : runs)].sort((a, b) => a.interval.start - b.interval.start);
  return (begun.length > 0 ? ascending.at(-1) : ascending[0]) ?? null;
}

const LEAST_GRACE = 5 * 60_000;

/**
 * When the first run of a schedule without startDate is: the tick before now if it is no longer ago than the grace (default a tenth of the gap
 * between two ticks, at least five minutes), else the next one. Airflow's run_immediately: false.
 */
export function firstRun(ticks: Ticks, now: number, grace?: number): number | null {
  const [past, next] = [ticks.floor(now), ticks.ceil(now)];
  if (past === null || next === null) return next ?? past;
  return now - past <= (grace ?? Math.max((next - past) / 10, LEAST_GRACE)) ? past : next;
}
