import type { VersionReader } from '../dags/index.js';
import {
  type Direction,
  edgesBetweenTasks,
  type LineageEdge,
  type LineageNode,
  taskNode,
} from '../domain/assets/lineage/index.js';
import type { Queryable } from '../platform/database/reading.js';
import type { LineageRow } from './lineage-rows.js';

/** Edges between tasks with assets of one DAG, from the tasks among `frontier`. */
export async function edgesWithinDags(
  db: Queryable,
  versions: Pick<VersionReader, 'compiled'>,
  walk: { frontier: readonly LineageNode[]; direction: Direction },
  rows: readonly LineageRow[],
): Promise<LineageEdge[]> {
  const tasks = walk.frontier.flatMap((node) => (node.kind === 'TASK' ? [node] : []));
  const found: LineageEdge[] = [];
  for (const dagId of new Set(tasks.map((task) => task.dagId))) {
    const own = rows.filter((row) => row.dagId === dagId);
    const withAssets = new Set(own.flatMap(({ taskId }) => taskId ?? []));
    const version = own[0]?.version;
    if (version === undefined) continue;
    const { edges } = await versions.compiled(db, dagId, version);
    const starts = tasks.filter((task) => task.dagId === dagId).map(({ taskId }) => taskId);
    for (const { from, to } of edgesBetweenTasks(edges, withAssets, starts, walk.direction))
      found.push({ from: taskNode(dagId, from), to: taskNode(dagId, to) });
  }
  return found;
}
