/** Who asks to decide; permissions with what they imply. */
export interface Decider {
  id: string;
  name: string;
  permissions: readonly string[];
}

/** Whether somebody may answer: one of the assignees, by name, id or permission; where there are none, whoever may run DAGs (permission RUN). */
export function mayDecide(decider: Decider, assignees: readonly string[]): boolean {
  const permitted = (permission: string): boolean => decider.permissions.includes(permission);
  if (assignees.length === 0) return permitted('RUN') || permitted('ADMIN');
  return assignees.some((assignee) => assignee === decider.id || assignee === decider.name || permitted(assignee));
}
