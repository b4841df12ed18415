import { type ChainedEvents, chainEvents, type Notifier, type StreamHead } from '../../../src/event-store/index.js';
import type { EventDraft } from '../../../src/domain/events/event.js';
import type { RunEvent } from '../../../src/domain/runs/run-events.js';
import type { RunFacts } from '../../../src/domain/runs/run-inputs.js';
import { runStream } from '../../../src/domain/runs/task-key.js';
import { pauseFailingDag } from '../../../src/dags/pause-failing-dag.js';
import { addStartDeadlines } from '../../../src/runs/add-deadlines.js';
import { admitRuns } from '../../../src/runs/admission.js';
import { inTransaction, type Tx } from '../../../src/platform/database/transaction.js';
import { ANSWER_LIMIT, type TurnAnswer, type TurnInput } from '../../contract.js';
import { wakeParent } from '../children/children.sql.js';
import type { DagCache } from '../context/dag-cache.js';
import { wakeAwaiting } from '../external/wake-awaiting.js';
import { answerControls } from './controls.sql.js';
import { dueNotifications } from './due-notifications.js';
import { expandInstances } from './expand.sql.js';
import { readFacts } from './facts.sql.js';
import { readRunEvents } from './read-stream.sql.js';
import { saveNotes } from './notes.sql.js';
import { isWatched, wakeLaterRuns } from './past.sql.js';
import type { RunHead } from './recent-heads.js';
import { reopenRun } from './reopen.sql.js';
import type { RunDeps } from './run-deps.js';
import { lockRun, type RunRow } from './run-row.sql.js';
import { canSettle, readBegun, settleTickets } from './settle.sql.js';
import { forgetXComs } from './forget-xcoms.sql.js';
import { grantForTurn } from '../slots/grant-for-turn.js';
import { isEndOfTry, isLimited } from './turn-tickets.js';
import { writeTurn } from './write-turn.sql.js';

/**
 * The one transaction of a turn (ARCHITECTURE decision 3): all of its events, or none with the reason. Never part of a turn.
 * A second call with the same input, after its first committed, finds the head beyond base and appends nothing.
 */
export async function recordTurn(deps: RunDeps, input: TurnInput): Promise<TurnAnswer> {
  const answer = (await recordPlain(deps, input)) ?? (await inTransaction(deps.pool, (tx) => record(tx, deps, input)));
  if (answer.kind === 'recorded') {
    tellOf(deps.notifier, input);
    if (input.events.some(movesSlots)) deps.slots.poke();
  }
  return JSON.stringify(answer).length > ANSWER_LIMIT ? { kind: 'oversized' } : answer;
}

/** Wakes who waits for the run's events. To be called after the commit. */
export function tellOf(
  notifier: Notifier,
  { dagRunId, events }: { dagRunId: string; events: readonly RunEvent[] },
): void {
  if (events.length === 0) return;
  notifier.poke(events.every((event) => 'taskId' in event) ? 'continuo_task' : 'continuo_run', dagRunId);
  notifier.poke('continuo_events');
  if (!events.some(endsRun)) return;
  notifier.poke('continuo_outbox');
  // there may be room for a run that was withheld
  notifier.poke('continuo_schedule');
  notifier.poke('continuo_backfill');
}

/** Most turns: nothing to settle, nothing to answer, the run goes on, and this process knows its head. Then one statement is the transaction. */
async function recordPlain({ pool, heads, dags }: RunDeps, input: TurnInput): Promise<TurnAnswer | null> {
  const { dagRunId, epoch, base, events } = input;
  const head = events.length > 0 && events.every(isPlain) ? heads.at(dagRunId, base) : null;
  if (head === null || head.watched) return null;
  const chained = chainTurn(head, events);
  const told = await dueNotifications(dags, head, events);
  const place = { id: dagRunId, epoch, head: base, headHash: head.headHash, locked: false };
  const facts = await writeTurn(pool, place, events, chained, told);
  if (facts === null) return null;
  heads.keep({ ...head, head: chained.end.version, headHash: chained.end.hash });
  return { kind: 'recorded', version: chained.end.version, facts };
}

async function record(tx: Tx, deps: RunDeps, input: TurnInput): Promise<TurnAnswer> {
  const run = await lockRun(tx, input.dagRunId);
  if (run === null || run.epoch !== input.epoch) return { kind: 'superseded' };
  if (run.head < input.base) {
    await reopenRun(tx, run, { type: 'TailLost', payload: { seenVersion: input.base } });
    return { kind: 'superseded' };
  }
  if (run.head > input.base) {
    const events = await readRunEvents(tx, run.id, input.base);
    return { kind: 'diverged', events, facts: await readFacts(tx, run.id) };
  }
  return recordAtHead(tx, deps, run, input.events);
}

/** A turn that was decided at the run's head, under the run row's lock. */
export async function recordAtHead(
  tx: Tx,
  { heads, dags }: RunDeps,
  run: RunRow,
  events: readonly RunEvent[],
): Promise<Extract<TurnAnswer, { kind: 'recorded' | 'again' }>> {
  const contrary = await contraryFacts(tx, run, events);
  if (contrary !== null) return { kind: 'again', facts: contrary };
  if (events.length === 0) return { kind: 'recorded', version: run.head, facts: await readFacts(tx, run.id) };
  const { end, facts: before, freed } = await appendTurn(tx, dags, run, events);
  const { dag } = await dags.load(run.dagId, run.versionNumber, tx);
  const watched = isWatched(dag);
  heads.keep({ ...run, head: end.version, headHash: end.hash, watched: watched || run.awaited });
  if (watched && events.some(isEndOfTask)) await wakeLaterRuns(tx, run.id);
  if (events.some(endsRun)) await admitNext(tx, run.dagId);
  const facts = (await grantForTurn(tx, run.id, events, freed)) ? await readFacts(tx, run.id) : before;
  return { kind: 'recorded', version: end.version, facts };
}

/** Facts that must be decided before this turn may stand: a ticket that it settles has an outcome or is not as it takes it to be, or it ends the run over something unread. */
async function contraryFacts(tx: Tx, run: RunRow, events: readonly RunEvent[]): Promise<RunFacts | null> {
  const verdict = await canSettle(tx, run.id, events);
  if (verdict === 'mistaken') return { ...(await readFacts(tx, run.id)), begun: await readBegun(tx, run.id) };
  if (verdict === 'settled') return readFacts(tx, run.id);
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

const isEndOfTask = (event: RunEvent): boolean => 'taskId' in event && event.type !== 'TaskQueued';

const endsRun = (event: RunEvent): boolean => event.type === 'RunSucceeded' || event.type === 'RunFailed';

function hasUnread(facts: RunFacts, events: readonly RunEvent[]): boolean {
  const ends = events.filter(isEndOfTry);
  const taken = new Set(ends.map((event) => `${event.taskId}/${event.mapIndex}/${event.payload.tryNumber}`));
  const answered = new Set(events.map((event) => ('number' in event.payload ? event.payload.number : -1)));
  return (
    facts.outcomes.some((fact) => !taken.has(`${fact.taskId}/${fact.mapIndex}/${fact.tryNumber}`)) ||
    facts.controls.some((fact) => !answered.has(fact.number))
  );
}

/**
 * Appends the events, at least one, to the run's stream with everything that follows from them. The caller holds the run row's lock. `freed`: the pools
 * in which its settled tickets have made room, for the caller to hand over at its end.
 */
export async function appendTurn(
  tx: Tx,
  dags: DagCache,
  run: RunRow,
  events: readonly RunEvent[],
): Promise<{ end: StreamHead; facts: RunFacts; freed: string[] }> {
  const freed = await settleTickets(tx, run, events);
  await answerControls(tx, run.id, events);
  await saveNotes(tx, run.id, events);
  await forgetXComs(tx, run.id, events);
  await expandInstances(tx, run.id, events);
  const chained = chainTurn(run, events);
  const told = await dueNotifications(dags, run, events, tx);
  const facts = await writeTurn(tx, { ...run, locked: true }, events, chained, told);
  if (facts === null) throw new Error(`run ${run.id} has changed under its own lock`);
  if (events.some(endsRun)) await wakeParent(tx, run.id);
  if (run.awaited) await wakeAwaiting(tx, run.id, events);
  await beginDeadlines(tx, dags, run, events);
  if (events.some(({ type }) => type === 'RunFailed')) await pauseFailingDag(tx, run.dagId);
  return { end: chained.end, facts, freed };
}

async function beginDeadlines(tx: Tx, dags: DagCache, run: RunRow, events: readonly RunEvent[]): Promise<void> {
  const start = events.find(startsRun);
  if (start === undefined) return;
  const { dag } = await dags.load(run.dagId, run.versionNumber, tx);
  if (dag.deadlines.length > 0) await addStartDeadlines(tx, { ...run, deadlines: dag.deadlines }, start.occurredAt);
}

/** After such a turn somebody may wait for what it gave back, or did not get. */
export const movesSlots = (event: RunEvent): boolean => isLimited(event) || 'settles' in event.payload;

const startsRun = (event: RunEvent): boolean => event.type === 'RunStarted';

const isPlain = (event: RunEvent): boolean =>
  !endsRun(event) &&
  !startsRun(event) &&
  !('settles' in event.payload) &&
  !isLimited(event) &&
  event.type !== 'TaskMapped' &&
  event.type !== 'TaskCleared' &&
  event.type !== 'ControlApplied' &&
  event.type !== 'ControlRefused';

const chainTurn = (run: RunHead, events: readonly RunEvent[]): ChainedEvents =>
  chainEvents(
    { stream: runStream(run.id), version: run.head, hash: run.headHash },
    events.map((event) => draftOf(run, event)),
  );

const draftOf = (run: RunHead, event: RunEvent): EventDraft => ({
  ...event,
  dagId: run.dagId,
  dagRunId: run.id,
  correlationId: run.id,
  payload: event.payload as unknown as EventDraft['payload'],
});
