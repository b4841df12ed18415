import { cronProblem, normalizeCron } from '../../../src/domain/schedule/cron.js';
import { readSchedule } from '../../../src/domain/schedule/read-schedule.js';
import { scheduledRunId } from '../../../src/domain/schedule/timetable.js';
import type { DueRun, Interval } from '../../../src/domain/schedule/timetables/due-run.js';
import { isoOf, msOf } from '../../../src/domain/time/instant.js';
import { assertNever } from '../../../src/domain/assert-never.js';
import type { ExpectedRun, TimetableCase, TimetableSketch } from './timetable-case.js';
import { timetableOfSketch } from './timetable-of-sketch.js';

interface Answer {
  expected: unknown;
  actual: unknown;
}

/** Puts a case to the domain: what the table says and what the domain says, in the same words. */
export function answerCase(c: TimetableCase): Answer {
  switch (c.op) {
    case 'next':
      return answerNext(c);
    case 'infer_manual':
      return { expected: sameForm(c.expect), actual: manual(c) };
    case 'enable':
      return { expected: sameForm(c.expect), actual: { intervals: enabled(c).map(({ interval }) => pair(interval)) } };
    case 'validate':
      return answerValidate(c);
    case 'run_id':
      return { expected: c.expect, actual: { run_id: runId(c) } };
    case 'presets':
      return answerPresets(c);
    default:
      return assertNever(c.op);
  }
}

const form = (instant: string): string => isoOf(msOf(instant));
const pair = ({ start, end }: Interval): [string, string] => [isoOf(start), isoOf(end)];
const instant = (text: string | null | undefined): number | null => (text == null ? null : msOf(text));
const isInstant = (value: unknown): value is string => typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value);

/** All instants in it in the one form of ours. */
const sameForm = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_key, one: unknown) => (isInstant(one) ? form(one) : one));

function sketchOf({ timetable }: TimetableCase): TimetableSketch {
  if (timetable === undefined) throw new Error('the case has no timetable');
  return timetable;
}

function answerNext(c: TimetableCase): Answer {
  const run = next(c, lastOf(c));
  if (c.expect === null) return { expected: null, actual: run && pair(run.interval) };
  const given = sameForm(c.expect) as ExpectedRun;
  const fields = c.asserted === undefined ? Object.keys(given) : [c.asserted];
  const all: Record<string, unknown> = run === null ? {} : shown(run);
  const pick = (from: object) => Object.fromEntries(fields.map((key) => [key, (from as Record<string, unknown>)[key]]));
  return { expected: pick(given), actual: run === null ? null : pick(all) };
}

const shown = ({ interval, logicalDate, runAfter }: DueRun): Required<ExpectedRun> => ({
  interval: pair(interval),
  interval_start: isoOf(interval.start),
  interval_end: isoOf(interval.end),
  logical_date: isoOf(logicalDate),
  run_after: isoOf(runAfter),
});

function lastOf({ last }: TimetableCase): Interval | null {
  return last == null ? null : { start: msOf(last[0]), end: msOf(last[1]) };
}

function next(c: TimetableCase, last: Interval | null): DueRun | null {
  const limits = { startDate: instant(c.earliest), endDate: instant(c.latest), catchup: c.catchup === true };
  return timetableOfSketch(sketchOf(c)).next({ last, now: instant(c.now) ?? 0, limits });
}

function manual(c: TimetableCase): unknown {
  const { interval } = (c.expect ?? {}) as { interval?: unknown };
  const found = timetableOfSketch(sketchOf(c)).manual(msOf(c.run_after ?? ''));
  return interval === undefined ? null : { interval: pair(found) };
}

const MOST_RUNS = 10_000;

/** All runs that are due by now, one after the other, as after unpausing. */
function enabled(c: TimetableCase): DueRun[] {
  const runs: DueRun[] = [];
  const now = instant(c.now) ?? 0;
  for (let last = lastOf(c); runs.length < MOST_RUNS;) {
    const run = next(c, last);
    if (run === null || run.runAfter > now) return runs;
    runs.push(run);
    last = run.interval;
  }
  return runs;
}

const KNOWN_ERRORS = ['out_of_range', 'must_be_positive'];

/** Which of the table's words a refusal of ours is; where the table uses another, that it is refused at all. */
function answerValidate(c: TimetableCase): Answer {
  const { error: expected = null } = (c.expect ?? {}) as { error?: string | null };
  const error = problemOf(sketchOf(c));
  if (expected === null || KNOWN_ERRORS.includes(expected)) return { expected, actual: error };
  return { expected, actual: error === null ? null : expected };
}

function problemOf({ cron, crons, tz = 'UTC', delta }: TimetableSketch): string | null {
  if (delta !== undefined) return 'message' in readSchedule({ every: delta }) ? 'must_be_positive' : null;
  const expressions = crons ?? (cron === undefined ? [] : [cron]);
  const problem = expressions.map(cronProblem).find((one) => one !== null);
  if (problem !== undefined) return /range/.test(problem) ? 'out_of_range' : 'invalid';
  return expressions.length > 0 && 'message' in readSchedule({ cron: expressions, timezone: tz }) ? 'invalid' : null;
}

function runId(c: TimetableCase): string {
  const at = msOf(c.run_after ?? '');
  const dated = ['cron_data_interval', 'delta_data_interval'].includes(sketchOf(c).type) && c.data_interval != null;
  const logicalDate = dated ? msOf(c.data_interval?.[0] ?? '') : at;
  return scheduledRunId(c.run_type as 'scheduled', logicalDate);
}

/** What a preset stands for; one that is no cron stands for itself. */
function answerPresets({ expect }: TimetableCase): Answer {
  const names = Object.keys(expect as object);
  const known = names.map((name) => [name, normalizeCron(name)]);
  return { expected: expect, actual: Object.fromEntries(known) as unknown };
}
