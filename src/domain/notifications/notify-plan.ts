import type { CompiledDag, CompiledGroup, Notify } from '../dag/compile/compiled.js';
import type { NOTIFY_TRIGGERS } from '../dag/schema/task-options.js';

/** A key of `notify`. */
export type NotifyTrigger = (typeof NOTIFY_TRIGGERS)[number];

/** Where a notifier stands: at the task (its own or by `defaultArgs`), at one of its groups, at the DAG, at one of the DAG's deadlines. */
export type NotifyLevel = 'task' | 'dag' | `group:${string}` | `deadline:${number}`;

export interface Notifiers {
  level: NotifyLevel;
  notify: Notify;
}

/** Whom a DAG version tells of what. `tasks` holds only tasks that somebody is told of: themselves first, then their groups from the inside out. */
export interface NotifyPlan {
  dag: Notify;
  tasks: ReadonlyMap<string, readonly Notifiers[]>;
  /** One for each deadline, in their order. */
  deadlines: readonly Notify[];
}

/** Null where the DAG has no notifier at all: its turns need not ask. */
export function notifyPlanOf(dag: CompiledDag): NotifyPlan | null {
  const groups = new Map(dag.groups.map((group) => [group.id, group]));
  const tasks = new Map<string, Notifiers[]>();
  for (const task of dag.tasks) {
    const levels: Notifiers[] = [{ level: 'task', notify: task.notify }];
    const all = [...levels, ...groupsAround(groups, task.group)].filter(({ notify }) => hasNotifier(notify));
    if (all.length > 0) tasks.set(task.id, all);
  }
  const deadlines = dag.deadlines.map(({ notify }): Notify => ({ onDeadlineMiss: notify }));
  const hasNone = tasks.size === 0 && ![dag.notify, ...deadlines].some(hasNotifier);
  return hasNone ? null : { dag: dag.notify, tasks, deadlines };
}

function groupsAround(groups: ReadonlyMap<string, CompiledGroup>, innermost: string | null): Notifiers[] {
  const found: Notifiers[] = [];
  for (let group = groups.get(innermost ?? ''); group !== undefined; group = groups.get(group.parent ?? ''))
    found.push({ level: `group:${group.id}`, notify: group.notify });
  return found;
}

const hasNotifier = (notify: Notify): boolean => Object.values(notify).some((list) => (list ?? []).length > 0);
