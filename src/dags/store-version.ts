import type { Actor } from '../domain/events/actor.js';
import type { EventDraft } from '../domain/events/event.js';
import { appendToStream } from '../event-store/index.js';
import type { Tx } from '../platform/database/transaction.js';
import type { Told } from '../platform/graphql/mutations.js';
import type { ReadDag } from './read-dag.js';
import { judgeAssetsAnew, storeAssetReferences } from './store-asset-references.js';

/** Who registers, and how their events are drafted. */
export interface Registrar {
  actor: Actor;
  reason: string | null;
  event(told: Told): EventDraft;
}

export interface StoredVersion {
  dagId: string;
  number: number;
  /** false: this content had a number already. */
  created: boolean;
  /** Something is different from before, be it only which version is the latest. */
  changed: boolean;
}

/** Gives the DAG's content its version, makes it the latest, and tells of it. The DAG's row is locked, so that numbers have no gaps. */
export async function storeVersion(tx: Tx, dag: ReadDag, by: Registrar): Promise<StoredVersion> {
  const earlier = (await lockDag(tx, dag.id)) ?? (await insertDag(tx, dag)) ?? (await lockDag(tx, dag.id));
  const known = (await numberOf(tx, dag)) ?? (await takeBack(tx, dag));
  const number = known ?? (await nextNumber(tx, dag.id));
  if (known === null) await insertVersion(tx, dag, number, by.actor);
  if (known === null) await storeAssetReferences(tx, dag.id, number, dag.spec);
  const latest = earlier === 'new' ? null : (earlier?.latest ?? null);
  const changed = latest !== number;
  if (changed) await makeLatest(tx, dag, number);
  if (changed && latest !== null) await judgeAssetsAnew(tx, dag.id);
  if (changed) await tell(tx, dag, number, latest === null, by);
  return { dagId: dag.id, number, created: known === null, changed };
}

async function lockDag(tx: Tx, dagId: string): Promise<{ latest: number } | null> {
  const { rows } = await tx.query<{ latest: number }>(
    'select latest_version as latest from dags where id = $1 for update',
    [dagId],
  );
  return rows[0] ?? null;
}

/** null where somebody else inserted it meanwhile. */
async function insertDag(tx: Tx, dag: ReadDag): Promise<'new' | null> {
  const { rowCount } = await tx.query(
    `insert into dags (id, description, owners, tags, paused, latest_version, max_active_runs, max_consecutive_failed_runs)
     values ($1, $2, $3, $4, $5, 1, $6, $7) on conflict (id) do nothing`,
    [dag.id, dag.description, dag.owners, dag.tags, dag.pausedAtFirst, dag.maxActiveRuns, dag.maxConsecutiveFailedRuns],
  );
  return rowCount === 1 ? 'new' : null;
}

async function numberOf(tx: Tx, dag: ReadDag): Promise<number | null> {
  const { rows } = await tx.query<{ number: number }>(
    'select number from dag_versions where dag_id = $1 and hash = $2',
    [dag.id, dag.hash],
  );
  return rows[0]?.number ?? null;
}

/** Of a DAG that was deleted and comes back: its old content has its old number. */
async function takeBack(tx: Tx, dag: ReadDag): Promise<number | null> {
  const { rows } = await tx.query<{ number: number }>(TAKE_BACK, [dag.id, dag.hash]);
  return rows[0]?.number ?? null;
}

const TAKE_BACK = `
with old as (delete from deleted_dag_versions where dag_id = $1 and hash = $2 returning *)
insert into dag_versions (dag_id, number, hash, spec, registered_at, registered_by_kind, registered_by_id, registered_by_name)
select dag_id, number, hash, spec, registered_at, registered_by_kind, registered_by_id, registered_by_name from old returning number`;

async function nextNumber(tx: Tx, dagId: string): Promise<number> {
  const { rows } = await tx.query<{ next: number }>(
    `select coalesce(max(number), 0) + 1 as next from (
       select number from dag_versions where dag_id = $1 union all select number from deleted_dag_versions where dag_id = $1) v`,
    [dagId],
  );
  return rows[0]?.next ?? 1;
}

async function insertVersion(tx: Tx, dag: ReadDag, number: number, actor: Actor): Promise<void> {
  await tx.query(
    `insert into dag_versions (dag_id, number, hash, spec, registered_by_kind, registered_by_id, registered_by_name)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [dag.id, number, dag.hash, JSON.stringify(dag.spec), actor.kind, actor.id, actor.name],
  );
}

async function makeLatest(tx: Tx, dag: ReadDag, number: number): Promise<void> {
  await tx.query(
    `update dags set latest_version = $2, description = $3, owners = $4, tags = $5, max_active_runs = $6, max_consecutive_failed_runs = $7,
       updated_at = clock_timestamp() where id = $1`,
    [dag.id, number, dag.description, dag.owners, dag.tags, dag.maxActiveRuns, dag.maxConsecutiveFailedRuns],
  );
}

async function tell(tx: Tx, dag: ReadDag, number: number, first: boolean, by: Registrar): Promise<void> {
  const payload = { number, hash: dag.hash, ...(first ? { paused: dag.pausedAtFirst } : {}) };
  const type = first ? 'DagRegistered' : 'DagVersionRegistered';
  await appendToStream(tx, dagStream(dag.id), [by.event({ type, payload, reason: by.reason, dagId: dag.id })]);
}

export const dagStream = (dagId: string): string => `dag-${dagId}`;
