import { isoOf, msOf } from '../time/instant.js';
import { parseDuration } from '../time/duration.js';
import { parsePeriod } from '../time/period.js';
import { DEFAULT_TIMEZONE, type NormalizedSchedule } from './schedule.js';
import { type Calendar, isBusinessDay, onBusinessDays } from './timetables/calendar-ticks.js';
import { continuousTimetable } from './timetables/continuous-timetable.js';
import { cronTicks } from './timetables/cron-ticks.js';
import { type CustomTimetable, customTimetable } from './timetables/custom-timetable.js';
import { datesTimetable } from './timetables/dates-timetable.js';
import type { DueRun, Interval, Question, ScheduleLimits, Timetable } from './timetables/due-run.js';
import { intervalTimetable } from './timetables/interval-timetable.js';
import { delayed } from './timetables/jitter.js';
import { onceTimetable } from './timetables/once-timetable.js';
import { periodTicks } from './timetables/period-ticks.js';
import { type Ticks, unionOf } from './timetables/ticks.js';
import { triggerTimetable } from './timetables/trigger-timetable.js';

export type { Calendar } from './timetables/calendar-ticks.js';
export type { CustomTimetable } from './timetables/custom-timetable.js';
export type { DueRun, Interval, ScheduleLimits } from './timetables/due-run.js';

/** What a schedule names and the caller must bring: the user's own timetable by handler name, calendars by name. */
export interface TimetableParts {
  custom?: CustomTimetable;
  calendar?: Calendar;
  /** Whose runs the schedule's jitter delays; without it, as in a preview, nothing is delayed. */
  dagId?: string;
}

/**
 * The next automated run after the interval of the last one; null: none follows. Airflow's next_dagrun_info: after a change to a longer period it
 * may lie at the last logical date or before it, and the ticker passes over it. Throws for a timetable of the user's own that throws or answers nonsense.
 */
export function nextRun(
  schedule: NormalizedSchedule | null,
  asked: Question,
  parts: TimetableParts = {},
): DueRun | null {
  const run = timetableOf(schedule, parts)?.next(asked) ?? null;
  const jitter = schedule?.jitter === undefined ? null : parseDuration(schedule.jitter);
  return run === null || jitter === null || parts.dagId === undefined ? run : delayed(run, parts.dagId, jitter);
}

/** Logical dates in [from, to], schedule-aligned, ascending, lazily: what a backfill lists. Nothing for schedules that have no dates of their own. */
export function* runsBetween(
  schedule: NormalizedSchedule | null,
  from: number,
  to: number,
  limits: ScheduleLimits,
  parts: TimetableParts = {},
): Generator<DueRun> {
  const timetable = timetableOf(schedule, parts);
  const startDate = timetable?.startOf(Math.max(from, limits.startDate ?? from), limits) ?? null;
  if (timetable === null || startDate === null) return;
  const within = { startDate, endDate: Math.min(to, limits.endDate ?? to), catchup: true };
  let run = timetable.next({ last: null, now: startDate, limits: within });
  for (; run !== null; run = timetable.next({ last: run.interval, now: run.runAfter, limits: within })) yield run;
}

/** The end of the year 9999, the last that RFC 3339 can write. */
const LATEST = 253_402_300_799_999;

/** Steps that a timetable of the user's own may take before it reaches a time. */
const MOST_STEPS = 1000;

/**
 * The runs that are due after an instant, ascending, lazily, none left out: what a preview lists. `startDate` and `endDate` bound it; of a
 * continuous schedule it is one run only, because the others depend on how long that one takes.
 */
export function* runsAfter(
  schedule: NormalizedSchedule | null,
  after: number,
  limits: Pick<ScheduleLimits, 'startDate' | 'endDate'>,
  parts: TimetableParts = {},
): Generator<DueRun> {
  const timetable = timetableOf(schedule, parts);
  if (timetable === null || schedule === null) return;
  const startDate = schedule.custom === undefined ? limits.startDate : Math.max(after, limits.startDate ?? after);
  const asked = { ...limits, startDate, catchup: true };
  const begins = schedule.once === true || schedule.continuous === true || schedule.custom !== undefined;
  let last: Interval | null = begins ? null : { start: -Infinity, end: after };
  for (let now = after, step = 0; step < MOST_STEPS;) {
    const run = timetable.next({ last, now, limits: asked });
    if (run === null || Math.max(run.runAfter, run.interval.end) > LATEST) return;
    if (run.runAfter >= after) yield run;
    else step += 1;
    if (schedule.continuous === true) return;
    [last, now] = [run.interval, run.runAfter];
  }
}

/** The data interval of a run that a person triggers for an instant (airflow-semantics §1.9). */
export function manualInterval(
  schedule: NormalizedSchedule | null,
  instant: number,
  parts: TimetableParts = {},
): Interval {
  return timetableOf(schedule, parts)?.manual(instant) ?? { start: instant, end: instant };
}

/** `scheduled__2021-09-04T00:00:00+00:00`: the name of an automated run, Airflow's form: microseconds where there are any. */
export const scheduledRunId = (type: 'scheduled' | 'backfill' | 'asset_triggered', logicalDate: number): string =>
  `${type}__${isoOf(logicalDate)
    .replace('.000Z', 'Z')
    .replace(/\.(\d{3})Z/, '.$1000Z')
    .replace('Z', '+00:00')}`;

/** null for a schedule that makes no runs by time. */
function timetableOf(schedule: NormalizedSchedule | null, parts: TimetableParts): Timetable | null {
  if (schedule === null) return null;
  if (schedule.custom !== undefined) {
    const { handler } = schedule.custom;
    return customTimetable(handler, broughtFor(handler, parts.custom));
  }
  if (schedule.once === true) return onceTimetable;
  if (schedule.continuous === true) return continuousTimetable;
  const keeps = filterOf(schedule, parts.calendar);
  if (schedule.dates !== undefined) return datesTimetable(keeps.dates(schedule.dates.map(msOf)));
  const ticks = ticksOf(schedule).map(keeps.ticks);
  if (ticks.length === 0) return null;
  return schedule.timetable === 'trigger' ? triggerTimetable(ticks) : intervalTimetable(unionOf(ticks));
}

/** A schedule names what registration has seen to be there; a part that is missing since is an error for whoever asks, never a run too many. */
function broughtFor<Part>(name: string, part: Part | undefined): Part {
  if (part === undefined) throw new Error(`the schedule names "${name}", which is not there`);
  return part;
}

function filterOf(
  { calendar: name, timezone: zone = DEFAULT_TIMEZONE }: NormalizedSchedule,
  given: Calendar | undefined,
) {
  if (name === undefined) return { ticks: (all: Ticks) => all, dates: (all: number[]) => all };
  const calendar = broughtFor(name, given);
  return {
    ticks: (all: Ticks) => onBusinessDays(all, calendar, zone),
    dates: (all: number[]) => all.filter((date) => isBusinessDay(calendar, zone, date)),
  };
}

function ticksOf({ cron, every, timezone: zone = DEFAULT_TIMEZONE }: NormalizedSchedule): Ticks[] {
  if (cron !== undefined) return [cron].flat().map((expression) => cronTicks(expression, zone));
  const period = every === undefined ? null : parsePeriod(every);
  return period === null ? [] : [periodTicks(period, zone)];
}
