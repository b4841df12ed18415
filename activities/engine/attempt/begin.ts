import type { Pool } from 'pg';
import { isoOf } from '../../../src/domain/time/instant.js';
import { assertNever } from '../../../src/domain/assert-never.js';
import type { AttemptAnswer } from '../../../src/domain/runs/outcome.js';
import { attemptStream, type TicketRef } from '../../../src/domain/runs/task-key.js';
import { appendEvents, chainEvents, emptyStream } from '../../../src/event-store/index.js';
import type { Asks } from '../../../src/platform/database/gathered-queries.js';
import { inTransaction, type Tx } from '../../../src/platform/database/transaction.js';
import type { RunFactsRow } from '../context/run-facts.sql.js';
import { grantSlots } from '../slots/grant-slots.js';
import { handOver } from '../slots/hand-over.js';
import { enqueueTicket } from '../slots/queue.sql.js';
import { attemptStarted } from './attempt-events.js';
import { lockTicket, takeFresh, takeTicket, watchTicket } from './begin.sql.js';
import { markEnded } from './finish.sql.js';
import { judgeBegin } from './judge-begin.js';
import type { TicketRow } from './ticket-row.js';
import { workerActor, type WorkerIdentity } from './worker-identity.js';

/** What the owner of a ticket knows of its begin; finish and wait prove by it that they are the owner's. */
export interface Begun {
  ref: TicketRef;
  fence: number;
  attempt: number;
  /** ms by the database's clock. */
  at: number;
  /** Hash of the attempt's first event. */
  hash: string | null;
  /** Sensors: first execution, over pokes and tries. */
  waitingSince: number | null;
  sensor: boolean;
}

export interface BeginRequest {
  ref: TicketRef;
  worker: WorkerIdentity;
  dagId: string | null;
  sensor: boolean;
  /** Asked under the ticket's lock. */
  holdsBody(): boolean;
  /** ms by the database's clock. */
  now(): number;
}

/** `queued`: no slot is free; the ticket waits for its grant, which dispatches it again, and this delivery is answered `held`. */
export type BeginAnswer =
  { kind: 'begun'; begun: Begun } | { kind: 'answered'; answer: AttemptAnswer; queued?: true } | { kind: 'notYet' };

/** Takes the ticket, or says why not (see judgeBegin). Throws where PostgreSQL is out of reach; asking again is safe. */
export async function begin(pool: Pool, request: BeginRequest): Promise<BeginAnswer> {
  const fresh = request.ref.poke === 0 ? await beginFresh(pool, request) : null;
  return fresh === null ? judgeAndBegin(pool, request) : { kind: 'begun', begun: fresh.begun };
}

/** One statement, for a ticket that nobody has begun; null in every other case. Answers the run as it is then, too. */
export async function beginFresh(
  tickets: Asks,
  { ref, worker, dagId, sensor, now }: Omit<BeginRequest, 'holdsBody'>,
): Promise<{ begun: Begun; run: RunFactsRow } | null> {
  const at = now();
  const by = { worker: worker.name, codeVersion: worker.codeVersion() };
  const facts = { ref, dagId, attempt: 1, actor: workerActor(worker), occurredAt: isoOf(at) };
  const event = chainEvents(emptyStream(attemptStream(ref, 1)), [attemptStarted(facts, by)]);
  const { incarnation, needsLeaseMs } = worker;
  const opening = { incarnation, needsLeaseMs, sensor, event, workerName: by.worker, codeVersion: by.codeVersion };
  const taken = await takeFresh(tickets, ref, { ...opening, at: new Date(at) });
  if (taken === null) return null;
  const { fence, waitingSince, ...run } = taken;
  return { begun: { ref, attempt: 1, at, hash: event.end.hash, fence, waitingSince, sensor }, run };
}

/** One transaction, for every other case. */
function judgeAndBegin(pool: Pool, request: BeginRequest): Promise<BeginAnswer> {
  return inTransaction(pool, async (tx): Promise<BeginAnswer> => {
    const { ref, worker } = request;
    const row = await lockTicket(tx, ref, worker.incarnation);
    const holdsBody = request.holdsBody();
    const verdict = judgeBegin(row, { ...worker, poke: ref.poke, holdsBody });
    if (row === null || verdict === 'gone') return { kind: 'answered', answer: { kind: 'gone' } };
    switch (verdict) {
      case 'begin':
        return takeOrQueue(tx, request, row);
      case 'settled':
        if (row.owner === worker.incarnation && !holdsBody)
          await handOver(tx, [await markEnded(tx, ref, worker.incarnation)]);
        return { kind: 'answered', answer: settledAnswer(ref, row) };
      case 'waiting':
        return { kind: 'answered', answer: waitingAnswer(ref, row) };
      case 'held':
        await watchTicket(tx, ref);
        return { kind: 'answered', answer: { kind: 'held' } };
      case 'notYet':
        return { kind: 'notYet' };
      default:
        return assertNever(verdict, 'verdict of begin');
    }
  });
}

/** Without slots it waits, unless they are free. Lock order: ticket → limits. */
async function takeOrQueue(tx: Tx, request: BeginRequest, row: TicketRow): Promise<BeginAnswer> {
  const taken = await take(tx, request, row);
  if (taken !== null) return { kind: 'begun', begun: taken };
  const pool = await enqueueTicket(tx, request.ref);
  await grantSlots(tx, [pool], { ticket: request.ref });
  const granted = await take(tx, request, row);
  if (granted !== null) return { kind: 'begun', begun: granted };
  // by the time that slots are free, a delivery that nobody listens to may begin it
  await watchTicket(tx, request.ref);
  return { kind: 'answered', answer: { kind: 'held' }, queued: true };
}

async function take(tx: Tx, { ref, worker, dagId, sensor }: BeginRequest, row: TicketRow): Promise<Begun | null> {
  const attempt = row.lostCount + 1;
  const by = { worker: worker.name, codeVersion: worker.codeVersion() };
  const facts = { ref, dagId, attempt, actor: workerActor(worker), occurredAt: isoOf(row.now) };
  const drafts = row.attemptVersion === null ? [attemptStarted(facts, by)] : [];
  const head = emptyStream(attemptStream(ref, attempt));
  const { end } = chainEvents(head, drafts);
  const taken = await takeTicket(tx, ref, {
    incarnation: worker.incarnation,
    at: new Date(row.now),
    sensor,
    attempt,
    hash: end.hash,
    workerName: worker.name,
    codeVersion: by.codeVersion,
  });
  if (taken === null) return null;
  await appendEvents(tx, head, drafts);
  return { ref, attempt, at: row.now, hash: end.hash ?? row.attemptHash, sensor, ...taken };
}

/** Id of the event that ends the attempt which gave the ticket its outcome. */
export const endEventId = (ref: TicketRef, attempt: number): string => `${attemptStream(ref, attempt)}:1`;
const startEventId = (ref: TicketRef, attempt: number): string => `${attemptStream(ref, attempt)}:0`;

export function settledAnswer(
  ref: TicketRef,
  row: Pick<TicketRow, 'outcome' | 'lostCount' | 'waitingSince'>,
): AttemptAnswer {
  if (row.outcome === null) throw new Error('an open ticket has no outcome to answer');
  const cause = endEventId(ref, row.lostCount + 1);
  return { kind: 'settled', outcome: row.outcome, cause, waitingSince: row.waitingSince };
}

export function waitingAnswer(
  ref: TicketRef,
  row: Pick<TicketRow, 'poke' | 'lostCount' | 'waitingSince' | 'nextAt' | 'now' | 'waitsAs'>,
): AttemptAnswer {
  const cause = startEventId(ref, row.lostCount + 1);
  const nextAt = row.nextAt ?? row.now;
  const as = row.waitsAs === 'deferred' ? { as: row.waitsAs } : {};
  return { kind: 'waiting', poke: row.poke, nextAt, waitingSince: row.waitingSince ?? row.now, cause, ...as };
}
