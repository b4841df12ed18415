import { isTask, type GroupNode, type Outline, type OutlineNode, type Reference, type TaskNode } from './outline.js';
import { membersOf, resolveName, standsIn, tasksOf } from './scope.js';

/** The ends of groups: `roots` wait for nothing in the group, `leaves` have nothing after them in it. */
export interface Borders {
  rootsOf(group: GroupNode): ReadonlySet<TaskNode>;
  leavesOf(group: GroupNode): readonly TaskNode[];
  /** The tasks that a name stands for as an upstream of something in `from`: a task, or all leaves of a group; null when it is unknown. */
  targetsOf(from: GroupNode, name: string): readonly TaskNode[] | null;
}

export const isTeardown = (node: OutlineNode): boolean => {
  const teardown = node.raw['teardown'];
  return node.kind === 'task' && teardown !== undefined && teardown !== null && teardown !== false;
};

/** What a node waits for: its upstream, what it is mapped over, and for a teardown its setups. */
export const waitsFor = (node: OutlineNode): Reference[] =>
  isTask(node) ? [...node.upstream, ...node.inputs, ...node.setups] : [...node.upstream, ...node.inputs];

/** Computed on demand and kept: each group is looked at once. */
export function bordersOf(outline: Outline): Borders {
  const roots = new Map<GroupNode, ReadonlySet<TaskNode>>();
  const leaves = new Map<GroupNode, readonly TaskNode[]>();
  const borders: Borders = {
    rootsOf: (group) => kept(roots, group, () => findRoots(outline, group, borders)),
    leavesOf: (group) => kept(leaves, group, () => findLeaves(outline, group, borders)),
    targetsOf: (from, name) => {
      const node = resolveName(outline, from, name);
      if (node === null) return null;
      return isTask(node) ? [node] : borders.leavesOf(node);
    },
  };
  return borders;
}

function kept<V>(memo: Map<GroupNode, V>, group: GroupNode, compute: () => V): V {
  const known = memo.get(group);
  if (known !== undefined) return known;
  const value = compute();
  memo.set(group, value);
  return value;
}

/** Calls back for each dependency that lies wholly within the group. */
function eachInnerLink(outline: Outline, group: GroupNode, visit: (owner: OutlineNode, target: OutlineNode) => void) {
  for (const owner of membersOf(group)) {
    for (const { name } of waitsFor(owner)) {
      const target = owner.parent === null ? null : resolveName(outline, owner.parent, name);
      if (target !== null && standsIn(target, group)) visit(owner, target);
    }
  }
}

function findRoots(outline: Outline, group: GroupNode, borders: Borders): Set<TaskNode> {
  const found = new Set(tasksOf(group));
  eachInnerLink(outline, group, (owner) => {
    for (const task of isTask(owner) ? [owner] : borders.rootsOf(owner)) found.delete(task);
  });
  return found;
}

/** A teardown is no leaf and hides none (airflow-semantics §1.12), unless the group holds nothing else. */
function findLeaves(outline: Outline, group: GroupNode, borders: Borders): TaskNode[] {
  const inner = new Set<TaskNode>();
  eachInnerLink(outline, group, (owner, target) => {
    if (isTeardown(owner)) return;
    for (const task of isTask(target) ? [target] : borders.leavesOf(target)) inner.add(task);
  });
  const all = tasksOf(group);
  const work = all.filter((task) => !isTeardown(task));
  return (work.length > 0 ? work : all).filter((task) => !inner.has(task));
}
