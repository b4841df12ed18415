import type { Direction } from './walk.js';

interface TaskEdge {
  from: string;
  to: string;
}

/**
 * Edges from tasks to the nearest tasks with assets before or behind them in the same DAG, along which data may go by other ways than assets.
 * Tasks without assets in between are passed over.
 * @param edges of the DAG
 * @param withAssets ids of its tasks that have inlets or outlets
 */
export function edgesBetweenTasks(
  edges: readonly TaskEdge[],
  withAssets: ReadonlySet<string>,
  starts: readonly string[],
  direction: Direction,
): TaskEdge[] {
  const beside = neighbours(edges, direction);
  return starts.flatMap((start) =>
    nearest(beside, withAssets, start).map((task) =>
      direction === 'UPSTREAM' ? { from: task, to: start } : { from: start, to: task },
    ),
  );
}

function nearest(
  beside: ReadonlyMap<string, readonly string[]>,
  withAssets: ReadonlySet<string>,
  start: string,
): string[] {
  const found: string[] = [];
  const seen = new Set([start]);
  const open = [start];
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const task of beside.get(at) ?? []) {
      if (seen.has(task)) continue;
      seen.add(task);
      if (withAssets.has(task)) found.push(task);
      else open.push(task);
    }
  return found.sort();
}

function neighbours(edges: readonly TaskEdge[], direction: Direction): Map<string, string[]> {
  const beside = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const [near, far] = direction === 'UPSTREAM' ? [to, from] : [from, to];
    const known = beside.get(near);
    if (known === undefined) beside.set(near, [far]);
    else known.push(far);
  }
  return beside;
}
