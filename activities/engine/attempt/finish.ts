import type { Pool } from 'pg';
import { isoOf } from '../../../src/domain/time/instant.js';
import { recordAssetEvents } from '../../../src/assets/record-asset-events.js';
import type { AddedUpdate } from '../../../src/domain/assets/outlet-updates.js';
import type { AttemptAnswer, Outcome, WaitsAs } from '../../../src/domain/runs/outcome.js';
import { attemptStream } from '../../../src/domain/runs/task-key.js';
import { type ChainedEvents, chainEvents } from '../../../src/event-store/index.js';
import type { Asks } from '../../../src/platform/database/gathered-queries.js';
import { assetUpdatesOf } from '../assets/asset-updates-of.js';
import { inTransaction } from '../../../src/platform/database/transaction.js';
import { handOver } from '../slots/hand-over.js';
import { attemptEnded } from './attempt-events.js';
import { type Begun, settledAnswer, waitingAnswer } from './begin.js';
import type { TicketKey } from './begin.sql.js';
import { markEnded, readTicket, settleTicket } from './finish.sql.js';
import { postponeTicket } from './wait.sql.js';
import { workerActor, type WorkerIdentity } from './worker-identity.js';
import type { XComRow } from './xcom-rows.js';

export interface FinishRequest {
  begun: Begun;
  worker: WorkerIdentity;
  dagId: string | null;
  runId?: string;
  /** What this success updates. */
  updates?: readonly AddedUpdate[];
  outcome: Outcome;
  xcoms: readonly XComRow[];
  /** Rendered fields as JSON text, null where they were not rendered or are written already. */
  rendered: string | null;
  /** ms by the database's clock. */
  endedAt: number;
  /** False where the body could not be stopped and may still run. */
  bodyGone: boolean;
  /** Somebody may wait for what this attempt held. */
  handsOver?: boolean;
  /** The delivery was cancelled: nobody may hear the activity's answer. */
  unheard: boolean;
}

/**
 * One statement: outcome, event, projections, XComs, and a wake-up where somebody watches; with the updates of assets, one transaction. Answers what the ticket says in the end, which is not
 * this outcome where the run settled it first. Throws where PostgreSQL is out of reach; asking again is safe.
 * @param tickets where statements that touch one ticket each gather, and what they free is handed over where somebody may wait for it
 */
export async function finish(pool: Pool, request: FinishRequest, tickets: Asks = pool): Promise<AttemptAnswer> {
  const { begun, worker, outcome, endedAt } = request;
  const { ref, attempt } = begun;
  const owner = { incarnation: worker.incarnation, fence: begun.fence };
  const end = {
    ...request,
    attempt,
    event: endEvent(request),
    endedAt: new Date(endedAt),
    pokes: begun.sensor ? ref.poke + 1 : null,
  };
  const updates = assetUpdatesOf(request);
  const settled =
    updates.length === 0
      ? await settleTicket(tickets, ref, owner, end)
      : await inTransaction(pool, async (tx) => {
          const row = await settleTicket(tx, ref, owner, end);
          if (row !== null) await recordAssetEvents(tx, updates);
          if (request.handsOver) await handOver(tx, [row?.freed]);
          return row;
        });
  return settled === null ? answerOfOther(pool, request) : settledAnswer(ref, { outcome, ...settled });
}

function endEvent({ begun, worker, dagId, outcome, endedAt }: FinishRequest): ChainedEvents {
  const { ref, attempt, hash } = begun;
  const error = 'error' in outcome ? outcome.error : null;
  const facts = { ref, dagId, attempt, actor: workerActor(worker), occurredAt: isoOf(endedAt) };
  const head = { stream: attemptStream(ref, attempt), version: 0, hash };
  const from = outcome.kind === 'SUCCESS' ? outcome.from : undefined;
  return chainEvents(head, [attemptEnded(facts, outcome.kind, error, from)]);
}

/** The ticket is not ours to settle: our own commit whose reply was lost, the run's settling, or the end of our lease. */
async function answerOfOther(pool: Pool, { begun, worker, bodyGone }: FinishRequest): Promise<AttemptAnswer> {
  const row = await readTicket(pool, begun.ref);
  if (row === null) return { kind: 'gone' };
  if (row.outcome === null) return { kind: 'held' };
  if (bodyGone) await endSettled(pool, begun.ref, worker.incarnation);
  return settledAnswer(begun.ref, row);
}

/** No body of a settled ticket is left here: what it held goes to who waits. */
export const endSettled = (pool: Pool, ref: TicketKey, incarnation: string): Promise<void> =>
  inTransaction(pool, async (tx) => handOver(tx, [await markEnded(tx, ref, incarnation)]));

export type WaitRequest = Pick<FinishRequest, 'begun' | 'worker' | 'rendered' | 'endedAt' | 'unheard'> & {
  nextAt: number;
  waitsAs: WaitsAs | null;
};

/** The end of a poke that said "not yet". Safe to ask again. */
export async function postpone(pool: Pool, request: WaitRequest, tickets: Asks = pool): Promise<AttemptAnswer> {
  const { begun, worker, nextAt, endedAt, rendered, unheard, waitsAs } = request;
  const owner = { incarnation: worker.incarnation, fence: begun.fence };
  const pokes = begun.ref.poke + 1;
  const waiting = { nextAt: new Date(nextAt), pokedAt: new Date(endedAt), pokes, rendered, unheard, waitsAs };
  await postponeTicket(tickets, begun.ref, owner, waiting);
  const row = await readTicket(pool, begun.ref);
  if (row === null) return { kind: 'gone' };
  if (row.outcome !== null) {
    await endSettled(pool, begun.ref, worker.incarnation);
    return settledAnswer(begun.ref, row);
  }
  return row.poke > begun.ref.poke ? waitingAnswer(begun.ref, row) : { kind: 'held' };
}
