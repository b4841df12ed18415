import type { Pool } from 'pg';
import { isoOf } from '../../../src/domain/time/instant.js';
import type { TaskError } from '../../../src/domain/runs/outcome.js';
import { attemptStream } from '../../../src/domain/runs/task-key.js';
import { appendEvents } from '../../../src/event-store/index.js';
import { inTransaction, type Tx } from '../../../src/platform/database/transaction.js';
import { attemptEnded } from '../attempt/attempt-events.js';
import { handOver } from '../slots/hand-over.js';
import {
  closeLease,
  endSettledTickets,
  lapsedLease,
  lockOwnedTickets,
  LOST_LIMIT,
  loseAttempt,
  redispatchQueue,
  settleLost,
  showLost,
  wakeRuns,
  type OwnedTicket,
} from './end-lease.sql.js';

/** Why a lease ends: nobody renewed it, its process is gone, or its worker stops in order. */
export type LeaseEnd = 'lapsed' | 'dead' | 'stopped';

const REASONS: Record<LeaseEnd, string> = {
  lapsed: 'the worker did not renew its lease',
  dead: 'the worker process has ended',
  stopped: 'the worker was stopped before the task had ended',
};
const ACTOR = { kind: 'SYSTEM', id: 'worker-leases', name: 'worker leases' } as const;

/** What the end of a lease touched: runs to look at again. Null where the lease had ended before. */
export type EndedLease = { dagRunIds: string[] } | null;

/**
 * Ends a lease in one transaction: its open tickets are free, their attempts LOST, their runs woken. Only for whoever has seen to it that none of
 * the worker's processes runs any more, or found the lease lapsed, before which the guard has seen to it.
 */
export const endLease = (pool: Pool, incarnation: string, why: LeaseEnd): Promise<EndedLease> =>
  inTransaction(pool, (tx) => endInTransaction(tx, incarnation, why));

/** Ends one lease that has lapsed. Null where there is none. */
export const endLapsedLease = (pool: Pool): Promise<EndedLease> =>
  inTransaction(pool, async (tx) => {
    const incarnation = await lapsedLease(tx);
    return incarnation === null ? null : endInTransaction(tx, incarnation, 'lapsed');
  });

async function endInTransaction(tx: Tx, incarnation: string, why: LeaseEnd): Promise<EndedLease> {
  const lease = await closeLease(tx, incarnation);
  if (lease === null) return null;
  const owned = await lockOwnedTickets(tx, incarnation);
  const freed: (string | null)[] = await endSettledTickets(tx, incarnation);
  const open = owned.filter((ticket) => !ticket.settled);
  const message = `${REASONS[why]} (${lease.identity})`;
  const waiting = await redispatchQueue(tx, lease.queue);
  for (const ticket of open) freed.push(await lose(tx, ticket, { at: lease.now, message }));
  const dagRunIds = [...new Set([...open.map(({ dagRunId }) => dagRunId), ...waiting])];
  await wakeRuns(tx, dagRunIds);
  await handOver(tx, freed);
  return { dagRunIds };
}

/** Answers the pool in which there is room now: an open ticket keeps what it holds for its next attempt. */
async function lose(
  tx: Tx,
  ticket: OwnedTicket,
  { at, message }: { at: number; message: string },
): Promise<string | null> {
  const attempt = ticket.lostCount + 1;
  const error: TaskError = { type: 'WorkerLost', message, stack: null, retryable: true };
  const facts = { ref: ticket, dagId: ticket.dagId, attempt, actor: ACTOR, occurredAt: isoOf(at) };
  const head = { stream: attemptStream(ticket, attempt), version: 0, hash: ticket.attemptHash };
  const end = await appendEvents(tx, head, [attemptEnded(facts, 'LOST', error)]);
  const isLast = attempt >= LOST_LIMIT;
  const freed = isLast ? await settleLost(tx, ticket, error, end.hash) : null;
  if (!isLast) await loseAttempt(tx, ticket);
  await showLost(tx, ticket, attempt, new Date(at), error);
  return freed;
}
