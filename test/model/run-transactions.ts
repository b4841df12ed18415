import { freshInputs } from '../../src/domain/runs/fresh-inputs.js';
import { decideOffline } from '../../src/domain/runs/decide-offline.js';
import type { RunEvent } from '../../src/domain/runs/run-events.js';
import type { RunFacts } from '../../src/domain/runs/run-inputs.js';
import { isEnded } from '../../src/domain/runs/task-state.js';
import { type Model, timeAt } from './model.js';
import { givesBack, grantSlots } from './slots.js';
import { isEnd } from './streams.js';
import { outcomeFrom } from './outcomes.js';
import { hasBegun, post, runEnded, type Ticket, ticketOf, type World } from './world.js';

/** The transactions of activities/engine/run: each is one transition, with the rules in the order of the code. */

const keyOf = (row: Ticket): { taskId: string; mapIndex: number; tryNumber: number } => ({
  taskId: row.task,
  mapIndex: -1,
  tryNumber: row.tryNumber,
});

/** facts.sql.ts readFacts */
export function readFacts(model: Model, world: World): RunFacts {
  const facts: Required<Omit<RunFacts, 'begun' | 'dagPause'>> & RunFacts = {
    ...{ outcomes: [], controls: [], redispatch: [], wakes: [], leases: [] },
    ...dagPause(world),
  };
  for (const row of world.tickets) {
    if (row.outcome !== null && !row.read) {
      const outcome = outcomeFrom(row.outcome);
      facts.outcomes.push({ ...keyOf(row), outcome, cause: null, waitingSince: null });
      if (!model.rules.readWhenRecorded) row.read = true;
    }
    if (row.outcome === null && row.granted && row.owner === null) facts.leases.push(keyOf(row));
    if (row.outcome === null && row.generation > 0)
      facts.redispatch.push({ ...keyOf(row), generation: row.generation });
    if (row.outcome === null && row.owner === null && row.poke > 0 && row.woken) {
      facts.wakes.push({ ...keyOf(row), poke: row.poke });
      if (!model.rules.wakeStaysUntilBegun) row.woken = false;
    }
  }
  world.controls.forEach((row, i) => {
    if (row.answers === 0) facts.controls.push(model.control(i + 1));
  });
  return facts;
}

const dagPause = ({ dag, run }: World): Pick<RunFacts, 'dagPause'> => {
  const paused = dag === 'paused';
  return paused || run.held ? { dagPause: { paused, actor: DAG, reason: null, cause: null } } : {};
};
const DAG = { kind: 'SYSTEM', id: 'dag', name: 'dag' } as const;

/** claim.ts claim, which makes the first turn, too: null is `superseded`. */
export function claim(model: Model, world: World, epoch: number): { base: number; facts: RunFacts } | null {
  if (model.rules.claimChecksEpoch && world.run.epoch !== epoch) return null;
  if (runEnded(world)) return null;
  const { head } = world.run;
  const facts = readFacts(model, world);
  const fresh = freshInputs(model.index, model.seenBy(model.stateAt(head)), facts);
  const events = model.decide(
    head,
    fresh.map((input) => model.idOf(input)),
    world.clock,
  );
  const answer = events.length === 0 ? null : recordTurn(model, world, { epoch, base: head, events, woken: true });
  const told = answer === null || answer.kind === 'superseded' ? facts : answer.facts;
  return { base: world.run.head, facts: { ...told, leases: readLeases(model, world) } };
}

/** facts.sql.ts readLeases */
function readLeases(model: Model, world: World): NonNullable<RunFacts['leases']> {
  if (!model.rules.claimTellsLeases) return [];
  return world.tickets.filter((row) => row.outcome === null && (row.granted || row.poke > 0)).map(keyOf);
}

export type TurnAnswer =
  | { kind: 'recorded'; facts: RunFacts }
  | { kind: 'diverged'; events: { event: RunEvent; epoch: number }[]; facts: RunFacts }
  | { kind: 'again'; facts: RunFacts }
  | { kind: 'superseded' };

const NO_FACTS: RunFacts = { outcomes: [], controls: [], redispatch: [] };

/** record-turn.ts recordTurn */
export function recordTurn(
  model: Model,
  world: World,
  turn: { epoch: number; base: number; events: readonly RunEvent[]; woken: boolean },
): TurnAnswer {
  const { rules, streams } = model;
  const { run } = world;
  if (rules.recordTurnChecksEpoch && run.epoch !== turn.epoch) return { kind: 'superseded' };
  if (rules.recordTurnChecksHead && streams.place(run.head).version > streams.place(turn.base).version) {
    return { kind: 'diverged', events: streams.since(turn.base, run.head), facts: readFacts(model, world) };
  }
  if (mustWait(model, world, turn.events)) return { kind: 'again', facts: readFacts(model, world) };
  if (rules.turnYieldsToBegun && isMistaken(world, turn.events))
    return { kind: 'again', facts: { ...readFacts(model, world), begun: readBegun(world) } };
  appendTurn(model, world, turn.epoch, turn.events);
  const limited = turn.events.some((event) => event.type === 'TaskQueued' && event.payload.slots !== undefined);
  if (limited || turn.events.some(({ payload }) => 'settles' in payload)) grantSlots(model, world, 'run');
  // a turn that asks for slots has locked its run before it read the facts
  const blind = model.scenario.blindTurns === true && turn.events.length > 0 && !turn.woken && !limited;
  return { kind: 'recorded', facts: blind ? NO_FACTS : readFacts(model, world) };
}

type Settling = RunEvent & { taskId: string; payload: { tryNumber: number; settles: 'CANCELLED' | 'TIMED_OUT' } };
const isSettling = (event: RunEvent): event is Settling =>
  'settles' in event.payload && event.payload.settles !== undefined;
const settledBy = (world: World, event: Settling): Ticket =>
  ticketOf(world, { task: event.taskId, tryNumber: event.payload.tryNumber });

/** record-turn.ts contraryFacts, settle.sql.ts canSettle */
function mustWait(model: Model, world: World, events: readonly RunEvent[]): boolean {
  const settling = events.filter(isSettling);
  if (model.rules.turnYieldsToOutcomes && settling.some((event) => settledBy(world, event).outcome !== null))
    return true;
  if (!events.some((event) => event.type === 'RunSucceeded' || event.type === 'RunFailed')) return false;
  const taken = events.map((event) => ('taskId' in event ? `${event.taskId}/${event.payload.tryNumber}` : ''));
  const answered = events.map((event) => ('number' in event.payload ? event.payload.number : -1));
  const { outcomes, controls } = readFacts(model, world);
  return (
    (model.rules.turnYieldsToOutcomes &&
      outcomes.some((fact) => !taken.includes(`${fact.taskId}/${fact.tryNumber}`))) ||
    (model.rules.finalTurnReadsControls && controls.some((fact) => !answered.includes(fact.number)))
  );
}

/** settle.sql.ts canSettle: the turn takes a ticket to have begun that has not, or the other way round */
const isMistaken = (world: World, events: readonly RunEvent[]): boolean =>
  events.filter(isSettling).some((event) => {
    const { begun } = event.payload as { begun?: boolean };
    return begun !== undefined && begun !== hasBegun(settledBy(world, event));
  });

/** settle.sql.ts readBegun */
const readBegun = (world: World): NonNullable<RunFacts['begun']> =>
  world.tickets
    .filter((row) => row.outcome === null && hasBegun(row))
    .map((row) => ({ ...keyOf(row), waits: row.owner === null && row.poke > 0 }));

/** record-turn.ts appendTurn */
export function appendTurn(model: Model, world: World, epoch: number, events: readonly RunEvent[]): void {
  if (events.length === 0) return;
  world.run.head = model.streams.after(world.run.head, events, epoch);
  if (model.rules.turnSettlesTickets) settleTickets(model, world, events);
  markRead(world, events);
  insertTickets(world, events);
  if (model.rules.answersControls) answerControls(world, events);
  projectTurn(world, events);
}

/** settle.sql.ts settleTickets */
function settleTickets({ rules }: Model, world: World, events: readonly RunEvent[]): void {
  for (const event of events.filter(isSettling)) {
    const row = settledBy(world, event);
    if (!rules.clearSettlesTickets && event.type === 'TaskCleared') continue;
    if (rules.settlingKeepsOutcomes && row.outcome !== null) continue;
    row.outcome = 'CANCELLED';
    row.read = true;
    row.ended = row.owner === null;
    if (row.ended || row.waits) givesBack(row);
    if (row.attemptVersion === 0) {
      row.attemptVersion = 1;
      row.attempts += 'e';
    }
  }
}

/** write-turn.sql.ts, part taken_in */
function markRead(world: World, events: readonly RunEvent[]): void {
  for (const event of events) {
    if (!('taskId' in event) || !isEnd(event)) continue;
    for (const row of world.tickets)
      if (row.task === event.taskId && row.tryNumber === event.payload.tryNumber) row.read = true;
  }
}

/** write-turn.sql.ts, part opened */
function insertTickets(world: World, events: readonly RunEvent[]): void {
  for (const event of events) {
    if (event.type !== 'TaskQueued') continue;
    world.tickets.push({
      task: event.taskId,
      tryNumber: event.payload.tryNumber,
      poke: 0,
      fence: 0,
      owner: null,
      generation: 0,
      lost: 0,
      watched: false,
      outcome: null,
      ended: false,
      granted: false,
      waits: event.payload.slots !== undefined,
      read: false,
      nextAt: null,
      woken: false,
      attemptVersion: null,
      attempts: '',
    });
  }
}

/** controls.sql.ts answerControls */
function answerControls(world: World, events: readonly RunEvent[]): void {
  for (const event of events) {
    if (event.type !== 'ControlApplied' && event.type !== 'ControlRefused') continue;
    const row = world.controls[event.payload.number - 1];
    if (row !== undefined) row.answers += 1;
  }
}

const ENDS: Partial<Record<RunEvent['type'], World['run']['state']>> = {
  RunStarted: 'RUNNING',
  RunReopened: 'QUEUED',
  RunSucceeded: 'SUCCESS',
  RunFailed: 'FAILED',
};

/** write-turn.sql.ts, part moved */
function projectTurn(world: World, events: readonly RunEvent[]): void {
  for (const { type } of events) {
    world.run.state = ENDS[type] ?? world.run.state;
    if (type === 'RunHeld') world.run.held = true;
    if (type === 'RunReleased' || type === 'RunSucceeded' || type === 'RunFailed') world.run.held = false;
  }
}

/** request-control.ts requestControl, and judge for a run without an execution */
export function requestControl(model: Model, world: World): void {
  world.controls.push({ answers: 0 });
  const { run } = world;
  if (run.admitted && !runEnded(world)) {
    post(world, `wake/${run.epoch}`);
    return;
  }
  const state = model.stateAt(run.head);
  const decided = decideOffline(model.index, state, model.control(world.controls.length), timeAt(world.clock));
  const reopened = isEnded(state.phase) && !isEnded(decided.state.phase);
  const epoch = reopened && model.rules.reopeningTakesNextEpoch ? run.epoch + 1 : run.epoch;
  appendTurn(model, world, epoch, decided.events);
  run.epoch = epoch;
  if (reopened && model.rules.reopeningIsAdmitted) run.admitted = false;
}

/** reopen.sql.ts reopenRun */
export function reopenRun(model: Model, world: World): void {
  const { run } = world;
  const old = run.epoch;
  run.epoch += 1;
  const meta = { occurredAt: '', actor: { kind: 'SYSTEM', id: 'reconciler', name: 'reconciler' } as const };
  run.head = model.streams.after(run.head, [{ ...meta, type: 'RunReopened', payload: { cause: 'model' } }], run.epoch);
  post(world, `wake/${old}`);
  post(world, `start/${run.epoch}`);
}

/** src/dags/dags.service.ts pause, with wake-active-runs.ts */
export function setDagPaused(model: Model, world: World): void {
  world.dag = world.dag === 'never paused' ? 'paused' : 'unpaused';
  if (model.rules.pausingWakes && world.run.admitted && !runEnded(world)) post(world, `wake/${world.run.epoch}`);
}

/** src/runs/admission.ts admitRuns */
export function admitRun(world: World): void {
  world.run.admitted = true;
  post(world, `start/${world.run.epoch}`);
}
