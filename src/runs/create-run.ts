import type { CompiledDag } from '../domain/dag/index.js';
import type { Actor } from '../domain/events/actor.js';
import type { EventDraft } from '../domain/events/event.js';
import type { JsonObject } from '../domain/json.js';
import type { RunCreatedPayload } from '../domain/runs/run-events.js';
import { runStream } from '../domain/runs/task-key.js';
import { appendFirstEvents, type StreamHead } from '../event-store/index.js';
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
  /** Effective, as its tickets wait with it. */
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

/** The backfill that makes the run; earlier ordinals are admitted first. */
export interface BackfillPlace {
  id: string;
  ordinal: number;
}

export interface NewRun {
  id: string;
  dagId: string;
  type: DagRunType;
  payload: Omit<RunCreatedPayload, 'runType'>;
  triggeredBy: Actor;
  parent?: ParentTry | null;
  backfill?: BackfillPlace | null;
  /** In topological order. */
  tasks: readonly NewInstance[];
  /** Of the version. */
  deadlines: CompiledDag['deadlines'];
}

/** Inserts the run, queued and not yet admitted, all of its task instances, and the first event of its stream. */
export const createRun = (tx: Tx, run: NewRun, event: EventDraft): Promise<void> => createRuns(tx, [{ run, event }]);

/** `createRun` for many: as many statements as for one. */
export async function createRuns(tx: Tx, wanted: readonly { run: NewRun; event: EventDraft }[]): Promise<void> {
  if (wanted.length === 0) return;
  const heads = await appendFirstEvents(
    tx,
    wanted.map(({ run, event }) => ({ stream: runStream(run.id), draft: draftOf(run, event) })),
  );
  await lockNewRuns(tx, [...new Set(wanted.map(({ run }) => run.dagId))], 'create');
  const rows = wanted.map(({ run, event }, i) => rowOf(run, event, heads[i]));
  await tx.query({ name: 'insertRuns', text: INSERT_RUNS, values: [JSON.stringify(rows)] });
  await insertInstances(
    tx,
    wanted.map(({ run }) => run),
  );
  await addDeadlines(
    tx,
    wanted.map(({ run, event }) => datesOf(run, event)),
  );
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

const payloadOf = ({ payload, type, parent, backfill }: NewRun): JsonObject =>
  ({
    ...payload,
    runType: type,
    ...(parent == null ? {} : { parent }),
    ...(backfill == null ? {} : { backfill }),
  }) as unknown as JsonObject;

const rowOf = (run: NewRun, event: EventDraft, head: StreamHead | undefined): object => ({
  ...run.payload,
  ...{ id: run.id, dagId: run.dagId, type: run.type, queuedAt: event.occurredAt, triggeredBy: run.triggeredBy },
  ...{ parent: run.parent ?? null, backfill: run.backfill ?? null, head: head?.version, headHash: head?.hash },
});

/** Every column from its own key, so that a list of runs is one parameter. */
const INSERT_RUNS = `
insert into dag_runs (id, dag_id, run_id, type, state, version_number, logical_date, interval_start, interval_end, run_after, conf, params,
  queued_at, note, triggered_by_kind, triggered_by_id, triggered_by_name, head, head_hash, parent_dag_run_id, parent_task_id,
  parent_map_index, parent_try_number, rerun_of, backfill_id, backfill_ordinal, cause, all_tasks, partition_key, awaited)
select id, "dagId", "runId", type, 'QUEUED', "versionNumber", "logicalDate", ("dataInterval"->>'start')::timestamptz, ("dataInterval"->>'end')::timestamptz,
  "runAfter", conf, params, "queuedAt", note, "triggeredBy"->>'kind', "triggeredBy"->>'id', "triggeredBy"->>'name', head, "headHash",
  parent->>'dagRunId', parent->>'taskId', (parent->>'mapIndex')::integer, (parent->>'tryNumber')::integer, "rerunOf",
  backfill->>'id', (backfill->>'ordinal')::integer, cause, type = 'BACKFILL', "partitionKey",
  exists (select 1 from external_waits w where w.dag_id = "dagId" and (w.run_id = "runId" or w.logical_date = "logicalDate"))
from jsonb_to_recordset($1::jsonb) as r(id text, "dagId" text, "runId" text, type text, "versionNumber" integer, "logicalDate" timestamptz,
  "dataInterval" jsonb, "runAfter" timestamptz, conf jsonb, params jsonb, "queuedAt" timestamptz, note text, "triggeredBy" jsonb, head integer,
  "headHash" text, parent jsonb, "rerunOf" text, backfill jsonb, cause jsonb, "partitionKey" text)`;

/** One statement, by arrays: 10 000 tasks are one round trip. */
async function insertInstances(tx: Tx, runs: readonly NewRun[]): Promise<void> {
  const rows = runs.flatMap(({ id, tasks }) => tasks.map((task, position) => ({ dagRunId: id, position, task })));
  if (rows.length === 0) return;
  const column = <K extends keyof NewInstance>(key: K): NewInstance[K][] => rows.map(({ task }) => task[key]);
  await tx.query({
    ...{ name: 'insertInstances', text: INSERT_INSTANCES },
    values: [
      ...[rows.map((row) => row.dagRunId), rows.map((row) => row.position), column('id'), column('maxTries')],
      ...[column('operator'), column('pool'), column('poolSlots')],
      ...[column('priorityWeight'), column('queue'), column('displayName')],
    ],
  });
}

const INSERT_INSTANCES = `
insert into task_instances (dag_run_id, task_id, map_index, position, state, max_tries, operator, pool, pool_slots, priority_weight, queue,
  display_name)
select dag_run_id, task_id, -1, position, 'NONE', max_tries, operator, pool, pool_slots, priority_weight, queue, display_name
from unnest($1::text[], $2::int[], $3::text[], $4::int[], $5::text[], $6::text[], $7::int[], $8::int[], $9::text[], $10::text[])
  as t(dag_run_id, position, task_id, max_tries, operator, pool, pool_slots, priority_weight, queue, display_name)`;
