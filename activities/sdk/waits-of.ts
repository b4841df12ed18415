import { TaskFailure } from './failures.js';
import type { TaskContext } from './task-context.js';
import type { Waits } from './waits.js';

/** @throws NotHere, not retryable, where the task runs without the engine, as in a spec that gives no `waits` */
export function waitsOf({ waits }: TaskContext): Waits {
  if (waits !== undefined) return waits;
  throw new TaskFailure('NotHere', 'nobody can be waited for here', { retryable: false });
}
