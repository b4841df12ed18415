import type { JsonObject } from '../domain/json.js';
import { appendToStream } from '../event-store/index.js';
import type { EventDraft } from '../domain/events/event.js';
import type { Tx } from '../platform/database/transaction.js';
import { refuse, type Refused } from '../platform/graphql/idempotency.js';
import { deleteRunRows } from './delete-run-rows.js';
import { TABLES_OF_DAGS } from './run-tables.js';

export interface DeletedDag {
  runs: number;
  versions: number;
}

const RUNS_AT_ONCE = 500;

/**
 * Deletes a DAG with its runs and all that belongs to them, in the caller's transaction; its events stay, and its versions are put aside. Refused while
 * a run of it is not finished. Null where there is no such DAG.
 * @param tell makes the event of the payload
 */
export async function deleteDag(
  tx: Tx,
  dagId: string,
  tell: (payload: JsonObject) => EventDraft,
): Promise<DeletedDag | Refused | null> {
  const { rowCount } = await tx.query('select 1 from dags where id = $1 for update', [dagId]);
  if (rowCount === 0) return null;
  const hindrance = await hindranceOf(tx, dagId);
  if (hindrance !== null) return refuse('ILLEGAL_STATE', hindrance);
  const runs = await deleteRuns(tx, dagId);
  const { rows: versions } = await tx.query<{ number: number; hash: string }>(SET_ASIDE, [dagId]);
  for (const table of TABLES_OF_DAGS) await tx.query(`delete from ${table} where dag_id = $1`, [dagId]);
  await tx.query('delete from dag_files where $1 = any(dag_ids)', [dagId]);
  await tx.query('delete from dags where id = $1', [dagId]);
  const payload = { runs, versions: versions.map(({ number, hash }) => ({ number, hash })) };
  await appendToStream(tx, `dag-${dagId}`, [tell(payload)]);
  return { runs, versions: versions.length };
}

async function hindranceOf(tx: Tx, dagId: string): Promise<string | null> {
  const { rows } = await tx.query<{ runs: number; bodies: number; backfills: number }>(HINDRANCES, [dagId]);
  const { runs = 0, bodies = 0, backfills = 0 } = rows[0] ?? {};
  if (runs > 0)
    return `dag "${dagId}" has ${runs} queued or running ${runs === 1 ? 'run' : 'runs'}: cancel or await them first`;
  if (backfills > 0) return `dag "${dagId}" has a backfill that goes on: cancel it first`;
  if (bodies > 0) return `tasks of dag "${dagId}" are still being stopped: try again in a moment`;
  return null;
}

const HINDRANCES = `
select (select count(*)::int from dag_runs where dag_id = $1 and ended_at is null) as runs,
  (select count(*)::int from backfills where dag_id = $1 and ended_at is null) as backfills,
  (select count(*)::int from tickets t join dag_runs r on r.id = t.dag_run_id
   where r.dag_id = $1 and t.outcome is not null and t.ended_at is null and t.owner is not null) as bodies`;

async function deleteRuns(tx: Tx, dagId: string): Promise<number> {
  for (let count = 0; ;) {
    const { rows } = await tx.query<{ id: string }>(
      'select id from dag_runs where dag_id = $1 order by id limit $2 for update',
      [dagId, RUNS_AT_ONCE],
    );
    await deleteRunRows(
      tx,
      rows.map(({ id }) => id),
    );
    count += rows.length;
    if (rows.length < RUNS_AT_ONCE) return count;
  }
}

const SET_ASIDE = `
insert into deleted_dag_versions (dag_id, number, hash, spec, registered_at, registered_by_kind, registered_by_id, registered_by_name)
select dag_id, number, hash, spec, registered_at, registered_by_kind, registered_by_id, registered_by_name from dag_versions
where dag_id = $1 order by number
returning number, hash`;
