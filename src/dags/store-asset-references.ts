import { assetReferencesOf } from '../domain/assets/references.js';
import { compileDag, type NormalizedDag } from '../domain/dag/index.js';
import type { Tx } from '../platform/database/transaction.js';

/** A version that is new. */
export interface NewVersion {
  dagId: string;
  number: number;
  spec: NormalizedDag;
}

/** Writes down which assets new versions wait for, read and update. */
export async function storeAssetReferences(tx: Tx, versions: readonly NewVersion[]): Promise<void> {
  const references = versions.flatMap(({ dagId, number, spec }) =>
    assetReferencesOf(spec.schedule ?? null, compileDag(spec).tasks).map((each) => ({ ...each, dagId, number })),
  );
  if (references.length > 0) await tx.query(INSERT, [JSON.stringify(references)]);
}

/** Names in one order, so that two registrations at once do not wait for each other in a circle. */
const INSERT = `
with given as (
  select * from jsonb_to_recordset($1::jsonb) as g("dagId" text, number integer, "taskId" text, role text, asset text, "isAlias" boolean,
    partition text)
), known as (
  insert into assets (name) select distinct asset from given where not "isAlias" order by asset on conflict (name) do nothing
)
insert into asset_references (dag_id, version, task_id, role, asset, is_alias, partition)
select "dagId", number, "taskId", role, asset, "isAlias", partition from given`;

/**
 * The DAGs have another latest version, or are paused no more: what their queues hold is judged anew. To be called under the DAGs' row locks; relays hear
 * of it with the commit.
 */
export async function judgeAssetsAnew(tx: Tx, dagIds: readonly string[]): Promise<void> {
  if (dagIds.length > 0) await tx.query({ name: 'judgeAssetsAnew', text: JUDGE_ANEW, values: [dagIds] });
}

const JUDGE_ANEW = `
with fresh as (update asset_queue set looked_at = false where dag_id = any($1) and looked_at returning 1)
select pg_notify('continuo_assets', '') where exists (
  select 1 from dags d join asset_queue q on q.dag_id = d.id where d.id = any($1) and not d.paused)`;
