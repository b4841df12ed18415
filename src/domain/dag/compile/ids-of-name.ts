/**
 * Full ids that a name may stand for where it is used by a task of this group, nearest first: the group's own member, then that of each group
 * around it, then the DAG's ("references inside a group try the group first", dag-spec).
 */
export function idsOfName(group: string | null, name: string): string[] {
  const ids: string[] = [];
  for (let scope = group; scope !== null; scope = groupAround(scope)) ids.push(`${scope}.${name}`);
  return [...ids, name];
}

function groupAround(group: string): string | null {
  const end = group.lastIndexOf('.');
  return end < 0 ? null : group.slice(0, end);
}
