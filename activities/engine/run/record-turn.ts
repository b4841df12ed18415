import type { Pool } from 'pg';
import { appendEvents } from '../../../src/event-store/index.js';
import type { EventDraft } from '../../../src/domain/events/event.js';
import type { RunEvent } from '../../../src/domain/runs/run-events.js';
import type { RunFacts } from '../../../src/domain/runs/run-inputs.js';
import { runStream } from '../../../src/domain/runs/task-key.js';
import { admitRuns } from '../../../src/runs/admission.js';
import { inTransaction, type Tx } from '../../../src/platform/database/transaction.js';
import { ANSWER_LIMIT, type TurnAnswer, type TurnInput } from '../../contract.js';
import { readFacts } from './facts.sql.js';
import { projectTurn } from './project-turn.sql.js';
import { readRunEvents } from './read-stream.sql.js';
import { reopenRun } from './reopen.sql.js';
import { lockRun, type RunRow } from './run-row.sql.js';
import { canSettle, settleTickets } from './settle.sql.js';
import { answerControls, insertTickets, markRead } from './tickets.sql.js';

/**
 * The one transaction of a turn (ARCHITECTURE decision 3): all of its events, or none with the reason. Never part of a turn.
 * A second call with the same input, after its first committed, finds the head beyond base and appends nothing.
 */
export async function recordTurn(pool: Pool, input: TurnInput): Promise<TurnAnswer> {
  const answer = await inTransaction(pool, async (tx): Promise<TurnAnswer> => {
    const run = await lockRun(tx, input.dagRunId);
    if (run === null || run.epoch !== input.epoch) return { kind: 'superseded' };
    if (run.head < input.base) {
      await reopenRun(tx, run, { type: 'TailLost', payload: { seenVersion: input.base } });
      return { kind: 'superseded' };
    }
    if (run.head > input.base) {
      return {
        kind: 'diverged',
        events: await readRunEvents(tx, run.id, input.base),
        facts: await readFacts(tx, run.id),
      };
    }
    const contrary = await contraryFacts(tx, run, input.events);
    if (contrary !== null) return { kind: 'again', facts: contrary };
    const version = await appendTurn(tx, run, input.events);
    if (input.events.some(endsRun)) await admitNext(tx, run.dagId);
    return { kind: 'recorded', version, facts: await readFacts(tx, run.id) };
  });
  return JSON.stringify(answer).length > ANSWER_LIMIT ? { kind: 'oversized' } : answer;
}

/** Facts that must be decided before this turn may stand: a ticket that it settles has an outcome, or it ends the run over something unread. */
async function contraryFacts(tx: Tx, run: RunRow, events: readonly RunEvent[]): Promise<RunFacts | null> {
  if (!(await canSettle(tx, run.id, events))) return readFacts(tx, run.id);
  if (!events.some(endsRun)) return null;
  const facts = await readFacts(tx, run.id);
  return hasUnread(facts, events) ? facts : null;
}

/** A run's end makes room for the next that waits; most DAGs have none that does, and then the DAG's row is not touched. */
async function admitNext(tx: Tx, dagId: string): Promise<void> {
  const { rowCount } = await tx.query(
    'select 1 from dag_runs where dag_id = $1 and ended_at is null and admitted_at is null limit 1',
    [dagId],
  );
  if (rowCount) await admitRuns(tx, dagId);
}

const endsRun = (event: RunEvent): boolean => event.type === 'RunSucceeded' || event.type === 'RunFailed';

function hasUnread(facts: RunFacts, events: readonly RunEvent[]): boolean {
  const taken = new Set(events.map((event) => ('taskId' in event ? `${event.taskId}/${event.payload.tryNumber}` : '')));
  const answered = new Set(events.map((event) => ('number' in event.payload ? event.payload.number : -1)));
  return (
    facts.outcomes.some((fact) => !taken.has(`${fact.taskId}/${fact.tryNumber}`)) ||
    facts.controls.some((fact) => !answered.has(fact.number))
  );
}

/** Appends the events to the run's stream with everything that follows from them. The caller holds the run row's lock. */
export async function appendTurn(tx: Tx, run: RunRow, events: readonly RunEvent[]): Promise<number> {
  if (events.length === 0) return run.head;
  const head = { stream: runStream(run.id), version: run.head, hash: run.headHash };
  const end = await appendEvents(
    tx,
    head,
    events.map((event) => draftOf(run, event)),
  );
  await settleTickets(tx, run, events);
  await markRead(tx, run.id, events);
  await insertTickets(tx, run.id, events);
  await answerControls(tx, run.id, events);
  await projectTurn(tx, run, events, { version: end.version, hash: end.hash ?? '' });
  return end.version;
}

function draftOf(run: RunRow, event: RunEvent): EventDraft {
  return {
    ...event,
    dagId: run.dagId,
    dagRunId: run.id,
    correlationId: run.id,
    payload: event.payload as unknown as EventDraft['payload'],
  };
}
