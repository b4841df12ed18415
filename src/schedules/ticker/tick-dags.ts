import type { VersionReader } from '../../dags/index.js';
import { SCHEDULER } from '../../domain/events/actor.js';
import type { EventDraft } from '../../domain/events/event.js';
import type { DueRun } from '../../domain/schedule/timetable.js';
import { scheduledRunId } from '../../domain/schedule/timetable.js';
import { appendToStream } from '../../event-store/index.js';
import type { Tx } from '../../platform/database/transaction.js';
import { nowInstant } from '../../platform/instant.js';
import { admitRuns, type Automated, type AutomatedRun, createAutomatedRuns } from '../../runs/index.js';
import { cursorJson, nextJson } from '../cursor-json.js';
import { lookAt, type PartsOf, scheduleFailure } from '../look.js';
import { readSchedules, type ScheduleChange, type ScheduleState, writeSchedules } from '../schedule-rows.js';

export interface TickDeps {
  versions: Pick<VersionReader, 'compiledAll'>;
  partsOf: PartsOf;
  /** Names the process; stands in the cause of each run that it makes. */
  service: string;
}

/** What a transaction of the ticker did; to be told after its commit. */
export interface TickReport {
  created: number;
  /** How late each row was looked at, in ms. */
  lateness: number[];
  /** A run is due and has no room; somebody looks again after the commit. */
  withheld: boolean;
  /** Why schedules make no run, where nobody was told yet; for the log. */
  failures: Error[];
}

/** Runs that one DAG gets at a time; a catchup of years shares the ticker with the others. */
const RUNS_OF_A_DAG = 20;

interface Looked {
  state: ScheduleState;
  runs: DueRun[];
  change: ScheduleChange;
}

/**
 * Looks at the schedules of DAGs whose rows the transaction has locked: makes the runs that are due by both clocks, and moves the cursors on,
 * all or nothing.
 */
export async function tickDags(tx: Tx, deps: TickDeps, dagIds: readonly string[]): Promise<TickReport> {
  const looked = (await readSchedules(tx, dagIds)).map((state): Looked => {
    const now = Math.min(Date.now(), state.now);
    return { state, ...lookAt(state, { now, atMost: RUNS_OF_A_DAG, partsOf: deps.partsOf }) };
  });
  const wanted = looked.flatMap((each) => each.runs.map((due) => ({ each, due, run: wantedRun(deps, each, due) })));
  const runs = wanted.map(({ run }) => run);
  const made = await createAutomatedRuns(tx, deps.versions, runs);
  const refused = new Map<string, string>();
  for (const [i, { due, run }] of wanted.entries()) {
    const answer = made[i];
    if (answer !== undefined && 'exists' in answer) await tellSkipped(tx, run, due, answer);
    if (answer !== undefined && 'issues' in answer) refused.set(run.dagId, messageOf(answer));
  }
  await writeSchedules(
    tx,
    looked.map((each) => withRefusal(each, refused.get(each.state.dagId))),
  );
  const failures = await tellErrors(tx, looked, refused);
  const created = wanted.filter((_, i) => isCreated(made[i])).map(({ run }) => run.dagId);
  await admitRuns(tx, [...new Set(created)]);
  return {
    created: created.length,
    lateness: looked.flatMap(latenessOf),
    withheld: looked.some(({ change }) => change.withheld),
    failures,
  };
}

const isCreated = (made: Automated | undefined): boolean => made !== undefined && 'created' in made;

const messageOf = ({ issues }: Extract<Automated, { issues: unknown }>): string =>
  issues.map(({ message }) => message).join('; ');

function wantedRun({ service }: TickDeps, { state, change }: Looked, due: DueRun): AutomatedRun {
  const { dagId, cursor } = state;
  const cause = { kind: 'schedule' as const, service, before: cursorJson(cursor), after: cursorJson(change.cursor) };
  const runId = scheduledRunId('scheduled', due.logicalDate);
  return { dagId, type: 'SCHEDULED', due, runId, conf: {}, cause, actor: SCHEDULER };
}

/** Runs that cannot be made are not passed over: the cursor stays, and they are tried again. */
function withRefusal({ state, change }: Looked, refusal: string | undefined): ScheduleChange {
  if (refusal === undefined) return change;
  const { dagId, basis, cursor, now } = state;
  return { dagId, basis, cursor, wakeAt: now + REFUSED_AGAIN_MS, withheld: false, error: refusal };
}

const REFUSED_AGAIN_MS = 60_000;

const latenessOf = ({ state, runs }: Looked): number[] =>
  runs.length === 0 || state.wakeAt === null ? [] : [Math.max(0, Date.now() - state.wakeAt)];

/** The logical date, or the run id, is taken: by a person's trigger, or by a backfill. */
async function tellSkipped(
  tx: Tx,
  { dagId, runId }: AutomatedRun,
  due: DueRun,
  { exists, message }: Extract<Automated, { exists: string }>,
): Promise<void> {
  const payload = { runId, due: nextJson(due), existing: exists };
  await appendToStream(tx, `dag-${dagId}`, [schedulerEvent('ScheduledRunSkipped', dagId, payload, message)]);
}

/** An error is told once, not each time that it is met again. */
async function tellErrors(tx: Tx, looked: readonly Looked[], refused: ReadonlyMap<string, string>): Promise<Error[]> {
  const told: Error[] = [];
  for (const { state, change } of looked) {
    const error = refused.get(state.dagId) ?? change.error;
    if (error === null || error === state.error) continue;
    await appendToStream(tx, `dag-${state.dagId}`, [schedulerEvent('DagScheduleFailed', state.dagId, { error }, null)]);
    told.push(scheduleFailure(state.dagId, error));
  }
  return told;
}

export const schedulerEvent = (
  type: string,
  dagId: string | null,
  payload: EventDraft['payload'],
  reason: string | null,
): EventDraft => ({ type, occurredAt: nowInstant(), actor: SCHEDULER, reason, dagId, payload });
