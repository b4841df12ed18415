import {
  type BackfillAsked,
  type BackfilledDag,
  type BackfillFlaw,
  datesOfRange,
  type ExistingState,
  type PlannedDate,
  planBackfill,
  refuseBackfill,
  type ReprocessBehavior,
} from '../../../src/domain/backfills/index.js';
import type { Json } from '../../../src/domain/json.js';
import { readSchedule } from '../../../src/domain/schedule/read-schedule.js';
import type { NormalizedSchedule } from '../../../src/domain/schedule/schedule.js';
import type { Compared, Group } from '../group.js';
import { listUnder } from '../group.js';

interface BackfillCase {
  id?: string;
  reprocess?: string | null;
  range?: [string, string];
  schedule?: Json;
  /** State of the run of a logical date. */
  existing?: Record<string, string>;
  reverse?: boolean;
  depends_on_past?: boolean;
  wait_for_downstream?: boolean;
  /** Airflow's clock; the tables leave it out where it does not matter. */
  now?: string;
  runs_in_backfill?: number;
  not_created?: Record<string, string>;
  expect_order?: string[];
  expect_error?: string;
}

/** Airflow's names of the refusals. */
const ERRORS: Record<BackfillFlaw, string> = {
  NO_SCHEDULE: 'DagNoScheduleException',
  NOT_PERIODIC: 'DagNonPeriodicScheduleException',
  ALREADY_RUNNING: 'AlreadyRunningBackfill',
  INVALID_DATES: 'InvalidBackfillDate',
  INVALID_DIRECTION: 'InvalidBackfillDirection',
  INVALID_REPROCESS: 'InvalidReprocessBehavior',
  INVALID_LIMIT: 'InvalidLimit',
};

const ms = (text: string): number => Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text);
const dayOf = (date: PlannedDate): string => new Date(date.due.logicalDate).toISOString().slice(0, 10);

export const backfill: Group<BackfillCase> = {
  name: 'backfill_cases',
  cases: listUnder('backfill_cases', 'cases'),
  compare: (c, place) => {
    const answer = answerTo(c);
    const { expected, actual } = 'error' in answer ? ofError(c, answer.error) : ofPlan(c, answer.plan);
    return { id: c.id ?? `${place}: reprocess ${c.reprocess ?? 'none'}`, expected, actual };
  },
};

function answerTo(c: BackfillCase): { error: string } | { plan: PlannedDate[] } {
  const now = c.now === undefined ? Date.now() : ms(c.now);
  const [from, to] = (c.range ?? ['2021-01-01', '2021-01-05']).map(ms) as [number, number];
  const reprocess = (c.reprocess ?? 'none').toUpperCase() as ReprocessBehavior;
  const asked: BackfillAsked = { from, to, reprocess, runBackwards: c.reverse === true, maxActiveRuns: 10 };
  const schedule = scheduleOf(c);
  const dag: BackfilledDag = {
    id: 'dag',
    schedule,
    dependsOnPast: c.depends_on_past === true || c.wait_for_downstream === true,
    activeBackfill: isSecond(c) ? 'another' : null,
  };
  const refusal = refuseBackfill(asked, dag, now);
  if (refusal !== null || schedule === null) return { error: refusal === null ? 'none' : ERRORS[refusal.flaw] };
  const dates = datesOfRange(schedule, { from, to, now, startDate: null, catchup: true });
  const existing = new Map(Object.entries(c.existing ?? {}).map(([date, state]) => [ms(date), stateOf(state)]));
  return { plan: planBackfill(dates, { ...asked, existing: (date) => existing.get(date) ?? null }) };
}

/** The table says it in the id alone. */
const isSecond = ({ id = '' }: BackfillCase): boolean => /second_active|already_running|another_active/.test(id);

const stateOf = (state: string): ExistingState => state.toUpperCase() as ExistingState;

function scheduleOf({ schedule = '@daily' }: BackfillCase): NormalizedSchedule | null {
  const read = readSchedule(schedule);
  if ('message' in read) throw new Error(read.message);
  return read.schedule;
}

const ofError = (c: BackfillCase, error: string): Pick<Compared, 'expected' | 'actual'> => ({
  expected: c.expect_error ?? 'no error',
  actual: error,
});

/** Only what the case tells of. */
function ofPlan(c: BackfillCase, plan: readonly PlannedDate[]): Pick<Compared, 'expected' | 'actual'> {
  const runs = plan.filter(({ fate }) => fate.kind !== 'skip');
  const skipped = plan.flatMap((date) => (date.fate.kind === 'skip' ? [[dayOf(date), date.fate.reason]] : []));
  return {
    expected: {
      error: c.expect_error ?? null,
      runs: c.runs_in_backfill,
      notCreated: c.not_created,
      order: c.expect_order,
    },
    actual: {
      error: null,
      runs: c.runs_in_backfill === undefined ? undefined : runs.length,
      notCreated: c.not_created === undefined ? undefined : Object.fromEntries(skipped),
      order: c.expect_order === undefined ? undefined : runs.map(dayOf),
    },
  };
}
