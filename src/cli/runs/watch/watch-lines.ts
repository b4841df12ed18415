import { instantText } from '../../format/instant-text.js';
import { taskName } from '../../tasks/task-name.js';
import type { WatchedRun, WatchedTask } from '../runs.operations.js';

/**
 * One line for each task and for the run where its state is another than before; for logs, where nothing is drawn over.
 * @param before null: the first look, at which waiting tasks are left out
 */
export function changeLines(before: WatchedRun | null, now: WatchedRun): string[] {
  const known = new Map((before?.tasks.nodes ?? []).map((task) => [taskName(task), task]));
  const lines = now.tasks.nodes.flatMap((task): string[] => {
    const old = known.get(taskName(task));
    const same =
      old === undefined ? task.state === 'NONE' : old.state === task.state && old.tryNumber === task.tryNumber;
    return same ? [] : [line(momentOf(task), taskName(task), describe(task))];
  });
  if (before?.state === now.state) return lines;
  return [...lines, line(now.endedAt ?? now.startedAt ?? now.queuedAt, `${now.dagId}/${now.runId}`, now.state)];
}

const line = (instant: string | null, name: string, what: string): string =>
  [instantText(instant), name, what].filter((part) => part !== '').join('  ');

const momentOf = ({ state, queuedAt, startedAt, endedAt }: WatchedTask): string | null =>
  state === 'QUEUED' ? queuedAt : (endedAt ?? startedAt);

function describe({ state, tryNumber, maxTries, nextTryAt }: WatchedTask): string {
  const tries = tryNumber > 0 && maxTries > 1 ? ` (try ${tryNumber} of ${maxTries})` : '';
  const next = state === 'UP_FOR_RETRY' && nextTryAt !== null ? `, next at ${instantText(nextTryAt)}` : '';
  return `${state}${tries}${next}`;
}
