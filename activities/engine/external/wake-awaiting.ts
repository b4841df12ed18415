import type { RunEvent } from '../../../src/domain/runs/run-events.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import { wakeTicket } from '../attempt/wait.sql.js';
import { readAwaiting } from './external.sql.js';

/** In the transaction of an awaited run's turn, under the run row's lock and after the turn was written: wakes the tries that wait for what has ended in it. */
export async function wakeAwaiting(tx: Tx, dagRunId: string, events: readonly RunEvent[]): Promise<void> {
  const run = events.some(({ type }) => type === 'RunSucceeded' || type === 'RunFailed');
  const tasks = new Set(events.flatMap((event) => ('taskId' in event && ENDS.has(event.type) ? [event.taskId] : [])));
  if (!run && tasks.size === 0) return;
  for (const ref of await readAwaiting(tx, dagRunId, { run, tasks: [...tasks] })) await wakeTicket(tx, ref);
}

const ENDS: ReadonlySet<RunEvent['type']> = new Set<RunEvent['type']>([
  'TaskSucceeded',
  'TaskFailed',
  'TaskSkipped',
  'TaskUpstreamFailed',
  'TaskRemoved',
]);
