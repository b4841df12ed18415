import type { Actor } from '../domain/events/actor.js';
import type { CompiledDag } from '../domain/dag/index.js';
import type { EventDraft } from '../domain/events/event.js';
import type { JsonObject } from '../domain/json.js';
import type { RunCreatedPayload } from '../domain/runs/run-events.js';
import { runStream } from '../domain/runs/task-key.js';
import { appendEvents, emptyStream } from '../event-store/index.js';
import type { Tx } from '../platform/database/transaction.js';
import { addDeadlines, type NewRunDates } from './add-deadlines.js';
import { lockNewRuns } from './new-run-lock.js';
import type { DagRunType } from './runs.model.js';

/** A task as the run's first row needs it. */
export interface NewInstance {
  id: string;
  maxTries: number;
  operator: string;
  pool: string;
  poolSlots: number;
  priorityWeight: number;
  queue: string;
  displayName: string | null;
}

/** The try of triggerDag that makes a run: one run for a try, however often it is attempted. */
export interface ParentTry {
  dagRunId: string;
  taskId: string;
  mapIndex: number;
  tryNumber: number;
}

export interface NewRun {
  id: string;
  dagId: string;
  type: DagRunType;
  payload: Omit<RunCreatedPayload, 'runType'>;
  triggeredBy: Actor;
  parent?: ParentTry | null;
  /** In topological order. */
  tasks: readonly NewInstance[];
  /** Of the version. */
  deadlines: CompiledDag['deadlines'];
}

/** Inserts the run, queued and not yet admitted, all of its task instances, and the first event of its stream. */
export async function createRun(tx: Tx, run: NewRun, event: EventDraft): Promise<void> {
  const head = await appendEvents(tx, emptyStream(runStream(run.id)), [draftOf(run, event)]);
  const { payload: p, triggeredBy: by } = run;
  await lockNewRuns(tx, run.dagId, 'create');
  await tx.query(INSERT_RUN, [
    ...[
      run.id,
      run.dagId,
      p.runId,
      run.type,
      p.versionNumber,
      p.logicalDate,
      p.dataInterval?.start ?? null,
      p.dataInterval?.end ?? null,
    ],
    ...[
      p.runAfter,
      JSON.stringify(p.conf),
      JSON.stringify(p.params),
      event.occurredAt,
      p.note,
      by.kind,
      by.id,
      by.name,
    ],
    ...[head.version, head.hash, run.parent?.dagRunId, run.parent?.taskId],
    ...[run.parent?.mapIndex, run.parent?.tryNumber, p.rerunOf],
  ]);
  if (run.tasks.length > 0) await insertInstances(tx, run);
  await addDeadlines(tx, [datesOf(run, event)]);
}

const datesOf = ({ id, type, payload, deadlines }: NewRun, { occurredAt }: EventDraft): NewRunDates => ({
  ...{ id, versionNumber: payload.versionNumber, deadlines, backfill: type === 'BACKFILL', queuedAt: occurredAt },
  ...{ logicalDate: payload.logicalDate, dataIntervalEnd: payload.dataInterval?.end ?? null },
});

const draftOf = (run: NewRun, event: EventDraft): EventDraft => ({
  ...event,
  type: 'RunCreated',
  dagId: run.dagId,
  dagRunId: run.id,
  payload: payloadOf(run),
});

const payloadOf = ({ payload, type, parent }: NewRun): JsonObject =>
  ({ ...payload, runType: type, ...(parent == null ? {} : { parent }) }) as unknown as JsonObject;

const INSERT_RUN = `
insert into dag_runs (id, dag_id, run_id, type, state, version_number, logical_date, interval_start, interval_end, run_after, conf, params,
  queued_at, note, triggered_by_kind, triggered_by_id, triggered_by_name, head, head_hash, parent_dag_run_id, parent_task_id,
  parent_map_index, parent_try_number, rerun_of, awaited)
values ($1, $2, $3, $4, 'QUEUED', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
  exists (select 1 from external_waits w where w.dag_id = $2 and (w.run_id = $3 or w.logical_date = $6)))`;

/** One statement, by arrays: 10 000 tasks are one round trip. */
async function insertInstances(tx: Tx, run: NewRun): Promise<void> {
  const column = <K extends keyof NewInstance>(key: K): NewInstance[K][] => run.tasks.map((task) => task[key]);
  await tx.query(INSERT_INSTANCES, [
    ...[run.id, column('id'), column('maxTries'), column('operator'), column('pool'), column('poolSlots')],
    ...[column('priorityWeight'), column('queue'), column('displayName')],
  ]);
}

const INSERT_INSTANCES = `
insert into task_instances (dag_run_id, task_id, map_index, position, state, max_tries, operator, pool, pool_slots, priority_weight, queue,
  display_name)
select $1, task_id, -1, ordinality - 1, 'NONE', max_tries, operator, pool, pool_slots, priority_weight, queue, display_name
from unnest($2::text[], $3::int[], $4::text[], $5::text[], $6::int[], $7::int[], $8::text[], $9::text[]) with ordinality
  as t(task_id, max_tries, operator, pool, pool_slots, priority_weight, queue, display_name, ordinality)`;
