import type { TaskState } from './task-state.js';

/** `writes`: the state that the unexpanded task gets, null for none. `blocked`: it must not be expanded. */
export interface InputsVerdict {
  writes: 'skipped' | 'upstream_failed' | null;
  blocked: boolean;
}

/**
 * Whether a mapped task can be expanded, by the tasks that it is mapped over and whatever its trigger rule says (airflow-semantics §1.3,
 * MappedTaskUpstreamDep): inputs that have not finished leave it to the rule to wait; one that finished without success blocks it for good.
 * @param own the state of the mapped task itself, which another dependency may have written already
 */
export function judgeMapInputs(own: TaskState, inputs: readonly TaskState[]): InputsVerdict {
  const has = (...states: TaskState[]): boolean => inputs.some((state) => states.includes(state));
  const blocked = has('failed', 'upstream_failed', 'skipped', 'removed');
  if (own === 'failed' || own === 'upstream_failed') return { writes: null, blocked };
  if (has('failed', 'upstream_failed')) return { writes: 'upstream_failed', blocked };
  return { writes: has('skipped') ? 'skipped' : null, blocked };
}
