import type { Pool } from 'pg';
import type { TaskError } from '../../../src/domain/runs/outcome.js';
import { queueStream } from '../../../src/domain/runs/task-key.js';
import { formatDuration } from '../../../src/domain/time/duration.js';
import { isoOf } from '../../../src/domain/time/instant.js';
import { appendEvents, emptyStream } from '../../../src/event-store/index.js';
import { inTransaction, type Tx } from '../../../src/platform/database/transaction.js';
import { wakeRuns } from '../lease/end-lease.sql.js';
import { handOver } from '../slots/hand-over.js';
import { type LateTicket, markLate, settleUnbegun } from './late-tickets.sql.js';

const ACTOR = { kind: 'SYSTEM', id: 'queues', name: 'queues' } as const;
const AT_ONCE = 200;

/** After `afterMs` (ms) a try that no worker has begun is told of; `fails`: and ends. */
export interface QueuedTimeout {
  afterMs: number;
  fails: boolean;
}

/**
 * Records once of each try that no worker has begun it for too long: most likely none serves its queue, or they are all busy. Where it fails, its ticket is settled in the
 * same transaction, and its run takes that in like every failure. The ticket's lock is the arbiter between this and a worker that begins at the same moment.
 * Answers how many were found. Any number of processes may do it.
 */
export const tellLate = (pool: Pool, timeout: QueuedTimeout): Promise<number> =>
  inTransaction(pool, async (tx) => {
    const late = await markLate(tx, timeout.afterMs, AT_ONCE, timeout.fails);
    const freed: (string | null)[] = [];
    for (const ticket of late) freed.push(await tell(tx, ticket, timeout));
    if (timeout.fails) await wakeRuns(tx, [...new Set(late.map(({ dagRunId }) => dagRunId))]);
    await handOver(tx, freed);
    return late.length;
  });

/** The stream of what a queue says of a try: first that it is late, then that it has ended, if it does. Answers the pool in which that makes room. */
async function tell(tx: Tx, ticket: LateTicket, { afterMs, fails }: QueuedTimeout): Promise<string | null> {
  const stream = queueStream(ticket);
  const told =
    ticket.toldHash === null
      ? await appendEvents(tx, emptyStream(stream), [queuedTooLong(ticket)])
      : { stream, version: 0, hash: ticket.toldHash };
  if (!fails) return null;
  const message = `no worker of the queue "${ticket.queue}" has begun it within ${formatDuration(afterMs)}`;
  const error: TaskError = { type: 'QueuedTooLong', message, stack: null, retryable: true };
  await appendEvents(tx, told, [endedInQueue(ticket, error)]);
  return settleUnbegun(tx, ticket, error);
}

function queuedTooLong(ticket: LateTicket) {
  const { tryNumber, queue, queuedAt } = ticket;
  return { ...factsOf(ticket), type: 'TaskQueuedTooLong', payload: { tryNumber, queue, queuedAt: isoOf(queuedAt) } };
}

function endedInQueue(ticket: LateTicket, error: TaskError) {
  const { type, message, retryable } = error;
  const payload = { tryNumber: ticket.tryNumber, outcome: 'FAILED', error: { type, message, retryable } };
  return { ...factsOf(ticket), type: 'TryEndedInQueue', payload };
}

function factsOf({ dagId, dagRunId, taskId, mapIndex, now }: LateTicket) {
  return { occurredAt: isoOf(now), actor: ACTOR, dagId, dagRunId, taskId, mapIndex, correlationId: dagRunId };
}
