import { isTask, type GroupNode, type Outline, type OutlineNode, type TaskNode } from './outline.js';

/** What a name means inside a group: the group's own member first, then that of each group around it. null: nothing has this name. */
export function resolveName(outline: Outline, from: GroupNode, name: string): OutlineNode | null {
  for (let scope: GroupNode | null = from; scope !== null; scope = scope.parent) {
    const found = outline.byId.get(scope.parent === null ? name : `${scope.id}.${name}`);
    if (found !== undefined) return found;
  }
  return null;
}

/** Whether the node stands in the group, at any depth; a group does not stand in itself. */
export function standsIn(node: OutlineNode, group: GroupNode): boolean {
  for (let scope = node.parent; scope !== null; scope = scope.parent) if (scope === group) return true;
  return false;
}

/** Everything in the group, at any depth. */
export const membersOf = (group: GroupNode): OutlineNode[] => [
  ...group.tasks,
  ...group.groups.flatMap((child) => [child, ...membersOf(child)]),
];

export const tasksOf = (group: GroupNode): TaskNode[] => membersOf(group).filter(isTask);

/** The DAG and the groups around a node, outermost first. */
export function scopesOf(node: OutlineNode): GroupNode[] {
  const scopes: GroupNode[] = [];
  for (let scope = node.parent; scope !== null; scope = scope.parent) scopes.unshift(scope);
  return scopes;
}
