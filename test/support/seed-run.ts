import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { compileDag, type NormalizedDag } from '../../src/domain/dag/index.js';
import { createRun } from '../../src/runs/create-run.js';
import { inTransaction } from '../../src/platform/database/transaction.js';

const actor = { kind: 'USER' as const, id: 'spec', name: 'spec' };

/** A DAG version and an admitted run of it, with a start in the outbox: what a trigger leaves behind; `started`: without, for the caller starts it. Answers the run's id. */
export async function seedRun(
  pool: Pool,
  spec: NormalizedDag,
  names: { runId?: string; logicalDate?: string; dataInterval?: { start: string; end: string }; started?: true } = {},
): Promise<string> {
  const id = randomUUID();
  const dag = compileDag(spec);
  await inTransaction(pool, async (tx) => {
    await tx.query(
      `insert into dags (id, owners, tags, paused, latest_version, max_active_runs) values ($1, '{}', '{}', false, 1, 16) on conflict do nothing`,
      [spec.id],
    );
    await tx.query(
      `insert into dag_versions (dag_id, number, hash, spec, registered_by_kind, registered_by_id, registered_by_name)
       values ($1, 1, 'h', $2, 'USER', 'spec', 'spec') on conflict do nothing`,
      [spec.id, JSON.stringify(spec)],
    );
    const occurredAt = new Date().toISOString();
    const payload = {
      runId: names.runId ?? id,
      versionNumber: 1,
      versionHash: 'h',
      logicalDate: names.logicalDate ?? null,
      dataInterval: names.dataInterval ?? null,
      runAfter: occurredAt,
      conf: {},
      params: {},
      note: null,
    };
    const tasks = dag.tasks.map((task) => ({ ...task, maxTries: task.retries + 1, operator: task.type }));
    await createRun(
      tx,
      { id, dagId: spec.id, type: 'MANUAL', payload, triggeredBy: actor, tasks, deadlines: dag.deadlines },
      { type: 'RunCreated', occurredAt, actor, payload: {} },
    );
    await tx.query('update dag_runs set admitted_at = now() where id = $1', [id]);
    if (names.started !== true)
      await tx.query(`insert into outbox (kind, dag_run_id, epoch) values ('start', $1, 1)`, [id]);
  });
  return id;
}

/** Settles an open ticket as a worker's finish would: the outcome, and nothing else that a run looks at. */
export async function settleTicket(
  pool: Pool,
  ref: { dagRunId: string; taskId: string; mapIndex?: number; tryNumber: number },
  outcome: object,
): Promise<void> {
  await pool.query(
    `update tickets set outcome = $4, settled_at = clock_timestamp(), ended_at = clock_timestamp()
     where dag_run_id = $1 and task_id = $2 and try_number = $3 and map_index = $5 and outcome is null`,
    [ref.dagRunId, ref.taskId, ref.tryNumber, JSON.stringify(outcome), ref.mapIndex ?? -1],
  );
}
