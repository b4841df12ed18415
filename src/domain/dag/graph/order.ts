import type { Graph } from './links.js';
import type { TaskNode } from './outline.js';

/**
 * Topological order: by the longest way from a root, then by id, so that it depends on the DAG's content only and not on the order of keys,
 * which storage does not keep. Tasks in or behind a cycle are left out.
 */
export function topologicalOrder(graph: Graph): TaskNode[] {
  const downstream = new Map<TaskNode, TaskNode[]>();
  const open = new Map<TaskNode, number>();
  for (const [task, links] of graph.upstream) {
    open.set(task, links.length);
    for (const { from } of links) push(downstream, from, task);
  }
  const order: TaskNode[] = [];
  let level = [...graph.upstream.keys()].filter((task) => open.get(task) === 0);
  while (level.length > 0) {
    level.sort((a, b) => (a.id < b.id ? -1 : 1));
    order.push(...level);
    level = level.flatMap((task) => downstream.get(task) ?? []).filter((task) => countDown(open, task));
  }
  return order;
}

function push(map: Map<TaskNode, TaskNode[]>, key: TaskNode, value: TaskNode): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** True when the last of the task's upstream has been placed. */
function countDown(open: Map<TaskNode, number>, task: TaskNode): boolean {
  const left = (open.get(task) ?? 0) - 1;
  open.set(task, left);
  return left === 0;
}
