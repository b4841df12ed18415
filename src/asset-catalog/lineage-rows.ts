import type { NamedAsset } from '../domain/assets/lineage/index.js';
import { type Queryable, readRows } from '../platform/database/reading.js';

/** What a latest version says, and which version it is. */
export interface LineageRow extends NamedAsset {
  version: number;
}

/** Rows that one step may read. */
const MOST_ROWS = 20_000;

/** What latest versions say of these assets, and all that the latest versions of these DAGs say. `more`: there is too much of it. */
export async function readLineageRows(
  db: Queryable,
  assets: readonly string[],
  dags: readonly string[],
): Promise<{ rows: LineageRow[]; more: boolean }> {
  const rows = await readRows<LineageRow>(db, ROWS, [assets, dags, MOST_ROWS + 1]);
  return { rows: rows.slice(0, MOST_ROWS), more: rows.length > MOST_ROWS };
}

/** An alias stands for the assets that were updated by way of it. */
const ROWS = `
with latest as (
  select r.* from asset_references r where r.asset = any($1) and not r.is_alias
  union select r.* from asset_aliases l join asset_references r on r.asset = l.alias and r.is_alias where l.asset = any($1)
  union select r.* from asset_references r where r.dag_id = any($2)
)
select r.dag_id as "dagId", r.version, r.task_id as "taskId", r.role, coalesce(l.asset, r.asset) as asset
from latest r
join dags d on d.id = r.dag_id and d.latest_version = r.version
left join asset_aliases l on r.is_alias and l.alias = r.asset
where not r.is_alias or l.asset is not null
order by r.dag_id, r.task_id, r.role, asset limit $3`;
