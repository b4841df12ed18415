import type { Pool } from 'pg';
import { isoOf } from '../../../src/domain/time/instant.js';
import type { AttemptAnswer, Outcome } from '../../../src/domain/runs/outcome.js';
import { attemptStream } from '../../../src/domain/runs/task-key.js';
import { appendEvents } from '../../../src/event-store/index.js';
import { inTransaction, type Tx } from '../../../src/platform/database/transaction.js';
import { attemptEnded } from './attempt-events.js';
import { type Begun, settledAnswer, waitingAnswer } from './begin.js';
import { markEnded, readTicket, recordEnd, settleTicket, type Settled } from './finish.sql.js';
import { postponeTicket } from './wait.sql.js';
import { workerActor, type WorkerIdentity } from './worker-identity.js';
import type { XComRow } from './xcom-rows.js';

export interface FinishRequest {
  begun: Begun;
  worker: WorkerIdentity;
  dagId: string | null;
  outcome: Outcome;
  xcoms: readonly XComRow[];
  /** Rendered fields as JSON text, null where they were not rendered or are written already. */
  rendered: string | null;
  sensor: boolean;
  /** ms by the database's clock. */
  endedAt: number;
  /** False where the body could not be stopped and may still run. */
  bodyGone: boolean;
  /** The delivery was cancelled: nobody may hear the activity's answer. */
  unheard: boolean;
}

/**
 * One transaction: outcome, event, projections, XComs, and a wake-up where somebody watches. Answers what the ticket says in the end, which
 * is not this outcome where the run settled it first. Throws where PostgreSQL is out of reach; asking again is safe.
 */
export function finish(pool: Pool, request: FinishRequest): Promise<AttemptAnswer> {
  return inTransaction(pool, async (tx) => {
    const { begun, worker, outcome, bodyGone } = request;
    const owner = { incarnation: worker.incarnation, fence: begun.fence };
    const settled = await settleTicket(tx, begun.ref, owner, outcome, bodyGone);
    if (settled === null) return answerOfOther(tx, request);
    await record(tx, request, settled);
    return settledAnswer(begun.ref, { outcome, lostCount: settled.lostCount, waitingSince: settled.waitingSince });
  });
}

async function record(tx: Tx, request: FinishRequest, settled: Settled): Promise<void> {
  const { begun, worker, dagId, outcome, endedAt } = request;
  const { ref, attempt } = begun;
  const error = 'error' in outcome ? outcome.error : null;
  const facts = { ref, dagId, attempt, actor: workerActor(worker), occurredAt: isoOf(endedAt) };
  const head = { stream: attemptStream(ref, attempt), version: 0, hash: settled.attemptHash };
  const end = await appendEvents(tx, head, [attemptEnded(facts, outcome.kind, error)]);
  await recordEnd(tx, ref, {
    attemptHash: end.hash,
    attempt,
    outcome: outcome.kind,
    endedAt: new Date(endedAt),
    error,
    pokes: request.sensor ? ref.poke + 1 : null,
    rendered: request.rendered,
    xcoms: request.xcoms,
    wake: settled.watched || request.unheard ? settled.epoch : null,
  });
}

/** The ticket is not ours to settle: our own commit whose reply was lost, the run's settling, or the end of our lease. */
async function answerOfOther(tx: Tx, { begun, worker, bodyGone }: FinishRequest): Promise<AttemptAnswer> {
  const row = await readTicket(tx, begun.ref);
  if (row === null) return { kind: 'gone' };
  if (row.outcome === null) return { kind: 'held' };
  if (bodyGone) await markEnded(tx, begun.ref, worker.incarnation);
  return settledAnswer(begun.ref, row);
}

export type WaitRequest = Pick<FinishRequest, 'begun' | 'worker' | 'rendered' | 'endedAt' | 'unheard'> & {
  nextAt: number;
};

/** The end of a poke that said "not yet". Safe to ask again. */
export async function postpone(pool: Pool, request: WaitRequest): Promise<AttemptAnswer> {
  return inTransaction(pool, async (tx) => {
    const { begun, worker, nextAt, endedAt, rendered, unheard } = request;
    const owner = { incarnation: worker.incarnation, fence: begun.fence };
    const pokes = begun.ref.poke + 1;
    await postponeTicket(tx, begun.ref, owner, {
      nextAt: new Date(nextAt),
      pokedAt: new Date(endedAt),
      pokes,
      rendered,
      unheard,
    });
    const row = await readTicket(tx, begun.ref);
    if (row === null) return { kind: 'gone' };
    if (row.outcome !== null) {
      await markEnded(tx, begun.ref, worker.incarnation);
      return settledAnswer(begun.ref, row);
    }
    return row.poke > begun.ref.poke ? waitingAnswer(begun.ref, row) : { kind: 'held' };
  });
}
