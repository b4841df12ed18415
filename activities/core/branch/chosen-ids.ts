import { TaskFailure, type Json } from '../../sdk/index.js';

/** Ids out of what was chosen: a text, a list of texts, or null for none. Throws BadChoice, not retryable. */
export function chosenIds(chosen: Json | undefined): string[] {
  if (chosen === null || chosen === undefined) return [];
  const ids = [chosen].flat();
  if (ids.every((id) => typeof id === 'string' && id !== '')) return [...new Set(ids as string[])];
  const message = `chosen was ${JSON.stringify(chosen).slice(0, 200)}: give a task id, a group, a list of them, or null`;
  throw new TaskFailure('BadChoice', message, { retryable: false });
}
