import type { TaskContext } from './task-context.js';

/** Throws the reason of the cancel or the timeout when there was one: it says more than the error that it caused. */
export function throwIfAborted(context: Pick<TaskContext, 'signal'>): void {
  if (context.signal.aborted) throw context.signal.reason;
}
