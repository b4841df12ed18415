import type { VersionReader } from '../dags/index.js';
import { assetNode, dagNode, type Direction, type LineageNode, taskNode } from '../domain/assets/lineage/index.js';
import { type Queryable, readRow, readRows } from '../platform/database/reading.js';
import { badInput } from '../platform/graphql/errors.js';
import type { LineageArgs } from './asset-catalog.input.js';

/**
 * Where a walk begins; null: there is no such thing. What comes to a DAG comes to its tasks, too, so upstream of it they are the start.
 * @throws BAD_USER_INPUT unless exactly one asset, DAG or task is named
 */
export async function lineageStart(
  db: Queryable,
  versions: Pick<VersionReader, 'compiled'>,
  { asset, dagId, taskId }: LineageArgs,
  direction: Direction,
): Promise<LineageNode[] | null> {
  if ((asset == null) === (dagId == null) || (taskId != null && dagId == null))
    throw badInput('name an asset, or a DAG (dagId), or a task (dagId and taskId)');
  if (asset != null) {
    const row = await readRow(db, 'select 1 as known from assets where name = $1', [asset]);
    return row === null ? null : [assetNode(asset)];
  }
  const id = dagId ?? '';
  const dag = await readRow<{ latest: number }>(db, 'select latest_version as latest from dags where id = $1', [id]);
  if (dag === null) return null;
  if (taskId != null) {
    const { tasks } = await versions.compiled(db, id, dag.latest);
    return tasks.has(taskId) ? [taskNode(id, taskId)] : null;
  }
  return [dagNode(id), ...(direction === 'UPSTREAM' ? await tasksWithAssets(db, id, dag.latest) : [])];
}

async function tasksWithAssets(db: Queryable, dagId: string, version: number): Promise<LineageNode[]> {
  const rows = await readRows<{ taskId: string }>(
    db,
    `select distinct task_id as "taskId" from asset_references where dag_id = $1 and version = $2 and task_id is not null order by 1`,
    [dagId, version],
  );
  return rows.map((row) => taskNode(dagId, row.taskId));
}
