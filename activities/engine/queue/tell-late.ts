import type { Pool } from 'pg';
import { ticketKey } from '../../../src/domain/runs/task-key.js';
import { isoOf } from '../../../src/domain/time/instant.js';
import { appendEvents, emptyStream } from '../../../src/event-store/index.js';
import { inTransaction } from '../../../src/platform/database/transaction.js';
import { type LateTicket, markLate } from './late-tickets.sql.js';

const ACTOR = { kind: 'SYSTEM', id: 'queues', name: 'queues' } as const;
const AT_ONCE = 200;

/**
 * Records once of each try that no worker has begun it within `afterMs`: most likely none serves its queue, or they are all busy. The try goes on
 * waiting. Answers how many were told. Any number of processes may do it.
 */
export const tellLate = (pool: Pool, afterMs: number): Promise<number> =>
  inTransaction(pool, async (tx) => {
    const late = await markLate(tx, afterMs, AT_ONCE);
    for (const ticket of late)
      await appendEvents(tx, emptyStream(`queue-${ticketKey(ticket)}`), [queuedTooLong(ticket)]);
    return late.length;
  });

function queuedTooLong({ dagId, dagRunId, taskId, mapIndex, tryNumber, queue, queuedAt, now }: LateTicket) {
  return {
    type: 'TaskQueuedTooLong',
    occurredAt: isoOf(now),
    actor: ACTOR,
    dagId,
    dagRunId,
    taskId,
    mapIndex,
    correlationId: dagRunId,
    payload: { tryNumber, queue, queuedAt: isoOf(queuedAt) },
  };
}
