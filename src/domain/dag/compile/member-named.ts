import type { CompiledTask } from './compiled.js';
import { idsOfName } from './ids-of-name.js';

/** Full id of the task or the group that a task of `group` means by this name; null: the DAG has neither. */
export const memberNamed = (
  tasks: ReadonlyMap<string, CompiledTask>,
  group: string | null,
  name: string,
): string | null => idsOfName(group, name).find((id) => tasks.has(id) || isGroup(tasks, id)) ?? null;

/** Every group has a task, at some depth. */
const isGroup = (tasks: ReadonlyMap<string, CompiledTask>, id: string): boolean =>
  [...tasks.values()].some(({ group }) => group === id || group?.startsWith(`${id}.`) === true);
