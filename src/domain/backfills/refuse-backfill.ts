import type { NormalizedSchedule } from '../schedule/schedule.js';
import type { ReprocessBehavior } from './backfill.js';

/** Why a backfill cannot be, as a name that does not change. */
export type BackfillFlaw =
  | 'NO_SCHEDULE'
  | 'NOT_PERIODIC'
  | 'ALREADY_RUNNING'
  | 'INVALID_DATES'
  | 'INVALID_DIRECTION'
  | 'INVALID_REPROCESS'
  | 'INVALID_LIMIT';

export interface BackfillRefusal {
  flaw: BackfillFlaw;
  code: 'CONFLICT' | 'INVALID';
  message: string;
}

/** Instants in ms. */
export interface BackfillAsked {
  from: number;
  to: number;
  reprocess: ReprocessBehavior;
  runBackwards: boolean;
  maxActiveRuns: number;
}

/** What counts of the DAG. */
export interface BackfilledDag {
  id: string;
  schedule: NormalizedSchedule | null;
  /** Some task waits for itself in the run before. */
  dependsOnPast: boolean;
  /** Id of its backfill that is neither completed nor cancelled. */
  activeBackfill: string | null;
}

export const MOST_ACTIVE_RUNS = 1_000;

/** Why the backfill is refused, null where it is not (airflow-semantics §1.15). */
export const refuseBackfill = (asked: BackfillAsked, dag: BackfilledDag, now: number): BackfillRefusal | null =>
  ofSchedule(dag) ?? ofOthers(dag) ?? ofDates(asked, now) ?? ofPast(asked, dag) ?? ofLimit(asked);

const invalid = (flaw: BackfillFlaw, message: string): BackfillRefusal => ({ flaw, code: 'INVALID', message });

function ofSchedule({ id, schedule }: BackfilledDag): BackfillRefusal | null {
  if (schedule === null)
    return invalid('NO_SCHEDULE', `dag "${id}" has no schedule: a backfill needs one for its dates`);
  if (isPeriodic(schedule)) return null;
  return invalid(
    'NOT_PERIODIC',
    `the schedule of dag "${id}" gives no dates in a range: a backfill needs one that does`,
  );
}

/** Once, continuous and assets alone say nothing about a range of dates. */
const isPeriodic = ({ cron, every, dates, custom }: NormalizedSchedule): boolean =>
  cron !== undefined || every !== undefined || dates !== undefined || custom !== undefined;

function ofOthers({ id, activeBackfill }: BackfilledDag): BackfillRefusal | null {
  if (activeBackfill === null) return null;
  const message = `dag "${id}" has the active backfill ${activeBackfill}: wait until it is completed, or cancel it`;
  return { flaw: 'ALREADY_RUNNING', code: 'CONFLICT', message };
}

function ofDates({ from, to }: BackfillAsked, now: number): BackfillRefusal | null {
  if (from > to) return invalid('INVALID_DATES', 'from is after to');
  return from >= now ? invalid('INVALID_DATES', 'the whole range lies in the future') : null;
}

function ofPast({ runBackwards, reprocess }: BackfillAsked, { dependsOnPast }: BackfilledDag): BackfillRefusal | null {
  if (!dependsOnPast) return null;
  if (runBackwards)
    return invalid(
      'INVALID_DIRECTION',
      'runBackwards: the dag has tasks with dependsOnPast, which need the earlier run first',
    );
  if (reprocess !== 'NONE') return null;
  return invalid(
    'INVALID_REPROCESS',
    'reprocess: the dag has tasks with dependsOnPast; set FAILED or COMPLETED, so that no date in between stays as it failed',
  );
}

const ofLimit = ({ maxActiveRuns }: BackfillAsked): BackfillRefusal | null =>
  maxActiveRuns >= 1 && maxActiveRuns <= MOST_ACTIVE_RUNS
    ? null
    : invalid('INVALID_LIMIT', `maxActiveRuns: 1 to ${MOST_ACTIVE_RUNS}`);
