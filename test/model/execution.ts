import { freshInputs } from '../../src/domain/runs/fresh-inputs.js';
import { type Dispatch, obligations } from '../../src/domain/runs/obligations.js';
import { type RunFacts, type RunInput } from '../../src/domain/runs/run-inputs.js';
import { hasOpenTicket } from '../../src/domain/runs/run-state.js';
import { isEnded } from '../../src/domain/runs/task-state.js';
import { Broken } from './law.js';
import { clockAt, type Model, timeAt } from './model.js';
import { claim, recordTurn, type TurnAnswer } from './run-transactions.js';
import type { Execution, World } from './world.js';

/** The shell of workflows/dag-run: one execution's claim, turns and dispatches. */

export const newExecution = (epoch: number): Execution => ({
  epoch,
  status: 'started',
  stale: false,
  base: 0,
  inbox: [],
  woken: false,
  rang: false,
  owes: false,
  alarm: null,
  performed: {},
  generations: {},
  leased: [],
});

/** claim-run.ts claimRun, and the facts that came with it. `heard` false: the reply was lost, and the claim is made again. */
export function claimStep(model: Model, world: World, execution: Execution, heard: boolean): void {
  const claimed = claim(model, world, execution.epoch);
  if (!heard) return;
  if (claimed === null) return close(world, execution);
  execution.stale = world.run.epoch !== execution.epoch;
  execution.status = 'running';
  execution.base = claimed.base;
  takeFacts(model, execution, claimed.facts, []);
  // the loop begins with a turn, whatever has arrived
  execution.rang = true;
}

export const isReady = (execution: Execution): boolean =>
  execution.inbox.length > 0 || execution.woken || execution.rang;

/** segment.ts turn: takes everything that has arrived, decides, records. `heard` false: the reply was lost, the workflow task is done again. */
export function turnStep(model: Model, world: World, execution: Execution, heard: boolean): void {
  const inputs = execution.inbox;
  const events = model.decide(execution.base, inputs, world.clock);
  const { epoch, base, woken } = execution;
  const answer = events.length === 0 && !woken ? null : recordTurn(model, world, { epoch, base, events, woken });
  if (!heard) return;
  execution.inbox = [];
  execution.woken = false;
  execution.rang = false;
  if (answer !== null && !take(model, execution, answer, { inputs, events })) return close(world, execution);
  const over = isEnded(model.stateAt(execution.base).phase) && execution.inbox.length === 0 && !execution.woken;
  if (over) return close(world, execution);
  if (model.scenario.slowAnswers === true) execution.owes = true;
  else perform(model, world, execution);
}

/** False: superseded. */
function take(
  model: Model,
  execution: Execution,
  answer: TurnAnswer,
  decided: { inputs: number[]; events: Parameters<typeof recordTurn>[2]['events'] },
): boolean {
  const { streams, rules } = model;
  switch (answer.kind) {
    case 'recorded':
      execution.base = streams.after(execution.base, decided.events, execution.epoch);
      takeFacts(model, execution, answer.facts, []);
      return true;
    case 'diverged':
      for (const { event, epoch } of answer.events) execution.base = streams.after(execution.base, [event], epoch);
      takeFacts(model, execution, answer.facts, rules.divergedKeepsInputs ? decided.inputs : []);
      return true;
    case 'again':
      takeFacts(model, execution, answer.facts, decided.inputs);
      return true;
    case 'superseded':
      return false;
  }
}

/** segment.ts takeFacts, inbox.ts giveBack */
function takeFacts(model: Model, execution: Execution, facts: RunFacts, kept: readonly number[]): void {
  const state = model.stateAt(execution.base);
  const generations = { ...execution.generations };
  for (const { taskId, tryNumber, generation } of facts.redispatch) generations[`${taskId}/${tryNumber}`] = generation;
  // what concerns no open try is never looked at again
  execution.generations = {};
  for (const key of Object.keys(generations).sort()) {
    const entry = state.tasks[model.index.position.get(key.split('/')[0] ?? '') ?? -1];
    const tryNumber = Number(key.split('/')[1]);
    const over =
      entry !== undefined && (entry.tryNumber > tryNumber || (entry.tryNumber === tryNumber && !hasOpenTicket(entry)));
    if (!over) execution.generations[key] = generations[key] ?? 0;
  }
  const leased = (facts.leases ?? []).map((lease) => `${lease.taskId}/${lease.tryNumber}`);
  execution.leased = [...new Set([...execution.leased, ...leased])].sort();
  const fresh = freshInputs(model.index, model.seenBy(state), facts).map((input) => model.idOf(input));
  execution.inbox = [...new Set([...fresh, ...kept, ...execution.inbox])];
}

/** segment.ts perform, attempts.ts perform and dispatch, alarm.ts set */
export function perform(model: Model, world: World, execution: Execution): void {
  execution.owes = false;
  const { dispatch, wakeAt } = obligations(model.index, model.stateAt(execution.base), timeAt(world.clock));
  const performed: Record<string, number> = {};
  const owed = new Set(dispatch.map((ticket) => `${ticket.taskId}/${ticket.tryNumber}`));
  execution.leased = execution.leased.filter((lease) => owed.has(lease));
  for (const ticket of dispatch) {
    const generation = execution.generations[`${ticket.taskId}/${ticket.tryNumber}`] ?? 0;
    if (ticket.limited === true && !execution.leased.includes(`${ticket.taskId}/${ticket.tryNumber}`)) continue;
    const before = execution.performed[ticket.key];
    performed[ticket.key] = before ?? generation;
    const due = before === undefined || (model.rules.performedByGeneration && before < generation);
    if (!due) continue;
    performed[ticket.key] = generation;
    schedule(world, execution, ticket, generation);
  }
  execution.performed = performed;
  const rings = wakeAt === null ? null : clockAt(wakeAt);
  if (rings !== null && (execution.alarm === null || rings < execution.alarm)) execution.alarm = rings;
  ring(world, execution);
}

/** A time that has come rings at once. */
export function ring(world: World, execution: Execution): void {
  if (execution.alarm === null || execution.alarm > world.clock) return;
  execution.alarm = null;
  execution.rang = true;
}

function schedule(world: World, execution: Execution, ticket: Dispatch, generation: number): void {
  const { epoch } = execution;
  if (execution.stale) throw new Broken('an old epoch performs nothing', `${epoch} dispatches ${ticket.key}`);
  const { taskId: task, tryNumber, poke } = ticket;
  // the delivery of an earlier generation is cancelled
  unhear(world, (act) => act.epoch === epoch && act.task === task && act.tryNumber === tryNumber && act.poke === poke);
  world.activities.push({ epoch, task, tryNumber, poke, generation });
}

/** Nobody listens to these any more: they are not delivered, and what was delivered goes on unheard. */
export function unhear(
  world: World,
  which: (act: { epoch: number; task: string; tryNumber: number; poke: number }) => boolean,
): void {
  world.activities = world.activities.filter((act) => !which(act));
  for (const delivery of world.deliveries) {
    if (!which(delivery)) continue;
    delivery.epoch = 0;
    delivery.generation = 0;
  }
}

/** The execution is over, for whatever reason. */
export function close(world: World, execution: Execution, status: 'closed' | 'terminated' = 'closed'): void {
  unhear(world, (act) => act.epoch === execution.epoch);
  if (status === 'closed') Object.assign(execution, newExecution(execution.epoch));
  execution.status = status;
}

export function hear(world: World, model: Model, epoch: number, input: RunInput): void {
  const execution = world.executions.find((e) => e.epoch === epoch);
  if (execution === undefined || execution.status === 'closed' || execution.status === 'terminated') return;
  const id = model.idOf(input);
  if (!execution.inbox.includes(id)) execution.inbox.push(id);
}
