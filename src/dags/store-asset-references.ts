import { assetReferencesOf } from '../domain/assets/references.js';
import { compileDag, type NormalizedDag } from '../domain/dag/index.js';
import type { Tx } from '../platform/database/transaction.js';

/** Writes down which assets a new version waits for, reads and updates. */
export async function storeAssetReferences(tx: Tx, dagId: string, version: number, spec: NormalizedDag): Promise<void> {
  const references = assetReferencesOf(spec.schedule ?? null, compileDag(spec).tasks);
  if (references.length > 0) await tx.query(INSERT, [dagId, version, JSON.stringify(references)]);
}

/** Names in one order, so that two registrations at once do not wait for each other in a circle. */
const INSERT = `
with given as (
  select * from jsonb_to_recordset($3::jsonb) as g("taskId" text, role text, asset text, "isAlias" boolean, partition text)
), known as (
  insert into assets (name) select distinct asset from given where not "isAlias" order by asset on conflict (name) do nothing
)
insert into asset_references (dag_id, version, task_id, role, asset, is_alias, partition)
select $1, $2, "taskId", role, asset, "isAlias", partition from given`;

/**
 * The DAG has another latest version, or is paused no more: what its queue holds is judged anew. To be called under the DAG's row lock; relays hear of it
 * with the commit.
 */
export async function judgeAssetsAnew(tx: Tx, dagId: string): Promise<void> {
  await tx.query(
    `with fresh as (update asset_queue set looked_at = false where dag_id = $1 and looked_at returning 1)
     select pg_notify('continuo_assets', '') from dags d where d.id = $1 and not d.paused and exists (select 1 from asset_queue q where q.dag_id = $1)`,
    [dagId],
  );
}
