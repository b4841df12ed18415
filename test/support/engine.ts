import { randomUUID } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { openEngine, type OpenEngine, type OpenEngineOptions } from '../../activities/engine/attempt/open-engine.js';
import { Masker } from '../../activities/engine/log/masker.js';
import {
  defineOperator,
  type OperatorDefinition,
  type TaskContext,
  type TaskResult,
} from '../../activities/sdk/index.js';
import type { Json, JsonObject } from '../../src/domain/json.js';
import type { TicketRef } from '../../src/domain/runs/task-key.js';
import { Notifier } from '../../src/event-store/index.js';
import { createPool } from '../../src/platform/database/pool.js';
import { z } from 'zod';
import type { FreshDatabase } from './database.js';

/** An engine with its lease, guard and home of its own, as a worker process has it. */
export interface SpecWorker extends OpenEngine {
  home: string;
  errors: unknown[];
  close(): Promise<void>;
}

type Settable = Partial<
  Pick<OpenEngineOptions, 'leaseMs' | 'secrets' | 'killAfterMs' | 'logBytesPerTry' | 'queue' | 'onOver' | 'callbacks'>
>;

/** Opens a worker's engine on a database; `close` ends it without grace. */
export async function specWorker(
  db: FreshDatabase,
  operators: readonly OperatorDefinition[],
  options: Settable = {},
): Promise<SpecWorker> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'continuo-worker-')));
  const errors: unknown[] = [];
  const logPool = createPool(db.url, { name: 'spec log', max: 2 });
  const byType = new Map(operators.map((operator) => [operator.type, operator]));
  const opened = await openEngine({
    pool: db.pool,
    logPool,
    notifier: new Notifier(db.pool),
    databaseUrl: db.url,
    home,
    queue: 'default',
    leaseMs: 30_000,
    codeVersion: () => 'spec',
    operator: (type) => byType.get(type),
    secrets: { connection: async () => null, variable: async () => null },
    masker: new Masker(),
    fileRoots: [home],
    killAfterMs: 500,
    onOver: () => undefined,
    onError: (error) => void errors.push(error),
    ...options,
  });
  const close = async (): Promise<void> => {
    await opened.stop(0);
    await logPool.end();
    rmSync(home, { recursive: true, force: true });
  };
  return { ...opened, home, errors, close };
}

/** An operator from a function; `with` is taken as it is. */
export const operatorOf = (
  type: string,
  run: (context: TaskContext, params: JsonObject) => Promise<TaskResult> | TaskResult,
): OperatorDefinition =>
  defineOperator<JsonObject>({
    type,
    summary: 'of a spec',
    with: z.record(z.string(), z.unknown()) as unknown as z.ZodType<JsonObject>,
    run: async (context, params) => run(context, params),
  }) as OperatorDefinition;

/** What stands in a DAG file for a task. */
export type SpecTask = { type: string; with?: JsonObject } & JsonObject;

/** A running run of a DAG with these tasks, with an open ticket (try 1) for each, as the run's first turn leaves it. Answers its id. */
export async function seedRun(
  pool: Pool,
  tasks: Record<string, SpecTask>,
  run: { params?: Json; conf?: Json } = {},
): Promise<string> {
  const id = randomUUID();
  const dagId = `dag_${id.slice(0, 8)}`;
  const [kind, actor] = ['USER', 'spec'];
  await pool.query(
    `insert into dags (id, owners, tags, paused, latest_version, max_active_runs) values ($1, '{}', '{}', false, 1, 16)`,
    [dagId],
  );
  await pool.query(
    `insert into dag_versions (dag_id, number, hash, spec, registered_by_kind, registered_by_id, registered_by_name)
     values ($1, 1, 'hash', $2, $3, $4, $4)`,
    [dagId, JSON.stringify({ id: dagId, tasks }), kind, actor],
  );
  await pool.query(
    `insert into dag_runs (id, dag_id, run_id, type, state, version_number, logical_date, interval_start, interval_end, run_after, conf, params,
       queued_at, admitted_at, started_at, triggered_by_kind, triggered_by_id, triggered_by_name, head, head_hash)
     values ($1, $2, 'manual__spec', 'MANUAL', 'RUNNING', 1, '2026-01-02', '2026-01-01', '2026-01-02', '2026-01-02', $5, $6,
       now(), now(), now(), $3, $4, $4, 0, 'hash')`,
    [id, dagId, kind, actor, JSON.stringify(run.conf ?? {}), JSON.stringify(run.params ?? {})],
  );
  for (const [position, [taskId, task]] of Object.entries(tasks).entries()) {
    await pool.query(
      `insert into task_instances (dag_run_id, task_id, map_index, position, state, try_number, max_tries, operator, pool, pool_slots,
         priority_weight, queue, queued_at) values ($1, $2, -1, $3, 'QUEUED', 1, 1, $4, 'default', 1, 1, 'default', now())`,
      [id, taskId, position, task.type],
    );
    await openTicket(pool, refOf(id, taskId));
  }
  return id;
}

export const openTicket = async (pool: Pool, ref: TicketRef): Promise<void> => {
  await pool.query(
    `insert into tickets (dag_run_id, task_id, map_index, try_number, queue) values ($1, $2, $3, $4, 'default')`,
    [ref.dagRunId, ref.taskId, ref.mapIndex, ref.tryNumber],
  );
};

export const refOf = (dagRunId: string, taskId: string, poke = 0, tryNumber = 1): TicketRef => ({
  dagRunId,
  taskId,
  mapIndex: -1,
  tryNumber,
  poke,
});

/** One row of a ticket's table, by its try (where the table has tries) or its instance. */
export async function rowOf(pool: Pool, table: string, ref: TicketRef): Promise<Record<string, unknown>> {
  const byTry = table === 'tickets' || table === 'task_attempts';
  const { rows } = await pool.query<Record<string, unknown>>(
    `select * from ${table} where dag_run_id = $1 and task_id = $2 and map_index = $3 ${byTry ? 'and try_number = $4' : ''}`,
    byTry ? [ref.dagRunId, ref.taskId, ref.mapIndex, ref.tryNumber] : [ref.dagRunId, ref.taskId, ref.mapIndex],
  );
  return rows[0] ?? {};
}

/** Types and payloads of an attempt's stream, in order. */
export async function attemptEvents(pool: Pool, ref: TicketRef, attempt = 1): Promise<[string, JsonObject][]> {
  const { rows } = await pool.query<{ type: string; payload: JsonObject }>(
    'select type, payload from events where stream = $1 order by version',
    [`attempt-${ref.dagRunId}/${ref.taskId}/${ref.mapIndex}/${ref.tryNumber}/${attempt}`],
  );
  return rows.map(({ type, payload }) => [type, payload]);
}

/** The text of every line of a try's log, in order. */
export async function logOf(pool: Pool, ref: TicketRef): Promise<string[]> {
  const { rows } = await pool.query<{ lines: string }>(
    `select lines from task_logs where dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4 order by first_line`,
    [ref.dagRunId, ref.taskId, ref.mapIndex, ref.tryNumber],
  );
  return rows.flatMap(({ lines }) => (JSON.parse(lines) as { text: string }[]).map(({ text }) => text));
}
