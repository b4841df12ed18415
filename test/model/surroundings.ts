import { claimStep, isReady, newExecution, perform, ring, turnStep } from './execution.js';
import { clockAt, type Model, NEVER, type Step } from './model.js';
import { admitRun, reopenRun, requestControl, setDagPaused } from './run-transactions.js';
import { endLease, settleUnbegun, standsInQueue, wakeTicket } from './ticket-transactions.js';
import { giveBack } from './deliveries.js';
import { raiseLimits, slotSteps } from './slots.js';
import { at, type Execution, executionOf, isBody, isOpen, ownerOf, post, runEnded, type World } from './world.js';

/** Everything that happens by itself: the run's executions, the relay, the reconciler, admission, leases and guards, people and time. */
export function surroundingSteps(model: Model, world: World): Step[] {
  return [
    ...runSteps(model, world),
    ...slotSteps(model, world),
    ...outboxSteps(world),
    ...world.executions.flatMap((execution, i) => executionSteps(model, execution, i)),
    ...world.workers.flatMap((_, i) => workerSteps(model, world, i)),
  ];
}

function runSteps(model: Model, world: World): Step[] {
  const steps: Step[] = [];
  const { run } = world;
  if (!run.admitted && run.state === 'QUEUED' && world.dag !== 'paused')
    steps.push({ name: () => 'admitRuns', fault: false, apply: admitRun });
  const wanted = model.scenario.controls ?? [];
  if (world.controls.length < wanted.length) {
    const name = (): string => `requestControl ${wanted[world.controls.length]}`;
    steps.push({ name, fault: false, optional: true, apply: (next) => requestControl(model, next) });
  }
  if (model.scenario.dagPaused === true && world.dag !== 'unpaused') {
    const apply = (next: World): void => setDagPaused(model, next);
    steps.push({ name: () => 'setDagPaused', fault: false, optional: world.dag === 'never paused', apply });
  }
  const { waitsFor } = model.scenario;
  if (waitsFor !== undefined && !world.happened && world.tickets.length > 0)
    steps.push({ name: () => 'wakeTicket', fault: false, apply: (next) => wakeTicket(model, next, waitsFor) });
  if (model.scenario.raised === true && !world.happened)
    steps.push({ name: () => 'raiseLimits', fault: false, apply: raiseLimits });
  if (model.scenario.queuedTimeout === true) steps.push(...queueSteps(model, world));
  if (model.rules.reconcilerReopens && needsExecution(world))
    steps.push({ name: () => 'reconcile: reopenRun', fault: false, apply: (next) => reopenRun(model, next) });
  if (model.rules.sweepWakes && model.scenario.kinds.includes('tailLost') && hasUnread(world))
    steps.push({ name: () => 'sweep', fault: false, apply: (next) => post(next, `wake/${next.run.epoch}`) });
  if (isWaitedFor(model, world)) steps.push({ name: () => 'time passes', fault: false, apply: tick });
  return steps;
}

/** Too long is any time, or never. */
const queueSteps = (model: Model, world: World): Step[] =>
  world.tickets
    .filter((row) => standsInQueue(model, row))
    .map((row) => ({
      name: () => `settleUnbegun ${row.task}/${row.tryNumber}`,
      fault: false,
      optional: true,
      apply: (next) => settleUnbegun(model, next, row),
    }));

/** Something that the run should have read: an outcome, a control, a ticket to dispatch again. */
const hasUnread = (world: World): boolean =>
  world.tickets.some((row) =>
    row.outcome === null ? row.owner === null && (row.generation > 0 || row.woken) : !row.read,
  ) || world.controls.some((row) => row.answers === 0);

/** reconciler.ts: an unfinished, admitted run whose execution Temporal does not know or has closed, and none is about to start. */
export function needsExecution(world: World): boolean {
  const execution = executionOf(world, world.run.epoch);
  return isReopenable(world) && (execution === undefined || !isOpen(execution));
}

export const isReopenable = (world: World): boolean =>
  world.run.admitted && !runEnded(world) && !world.outbox.some((message) => message.startsWith('start/'));

/** Some execution, or the run itself, has a time before it. */
function isWaitedFor(model: Model, world: World): boolean {
  const due = model.stateAt(world.run.head).tasks.map((entry) => (entry.dueAt === null ? 0 : clockAt(entry.dueAt)));
  const alarms = world.executions.map((execution) => execution.alarm ?? 0);
  if (Math.max(0, ...[...due, ...alarms].filter((time) => time < NEVER)) <= world.clock) return false;
  return model.scenario.clock === 'late' || !world.executions.some(isBusy);
}

/** It has something to do before it waits. */
const isBusy = (execution: Execution): boolean =>
  execution.status === 'started' || (execution.status === 'running' && (execution.owes || isReady(execution)));

function tick(world: World): void {
  world.clock += 1;
  for (const execution of world.executions) ring(world, execution);
}

/** relay.ts, deliver.ts */
function outboxSteps(world: World): Step[] {
  return world.outbox.map((message) => ({
    name: () => `relay ${message}`,
    fault: false,
    apply: (next) => {
      next.outbox = next.outbox.filter((other) => other !== message);
      deliverMessage(next, message);
    },
  }));
}

/** "Already started" counts as started; nobody to wake is nobody's loss. */
export function deliverMessage(world: World, message: string): void {
  const [kind, epoch] = message.split('/');
  const execution = executionOf(world, Number(epoch));
  if (kind === 'start' && execution === undefined) {
    world.executions.push(newExecution(Number(epoch)));
    world.executions.sort((a, b) => a.epoch - b.epoch);
  }
  if (kind === 'wake' && execution !== undefined && isOpen(execution)) execution.woken = true;
}

function executionSteps(model: Model, execution: Execution, i: number): Step[] {
  const { epoch, status } = execution;
  const step = (name: string, apply: (next: World, mine: Execution) => void): Step => ({
    name: () => `${name} (execution ${epoch})`,
    fault: false,
    apply: (next) => apply(next, at(next.executions, i)),
  });
  if (status === 'started') return [step('claim', (next, mine) => claimStep(model, next, mine, true))];
  if (status === 'terminated') {
    return [
      step('recordTurn of a terminated execution', (next, mine) => {
        turnStep(model, next, mine, false);
        Object.assign(mine, newExecution(epoch), { status: 'closed' });
      }),
    ];
  }
  if (status === 'closed') return [];
  if (execution.owes) return [step('perform', (next, mine) => perform(model, next, mine))];
  if (isReady(execution)) return [step('recordTurn', (next, mine) => turnStep(model, next, mine, true))];
  return [];
}

function workerSteps(model: Model, world: World, i: number): Step[] {
  const worker = at(world.workers, i);
  const step = (name: string, apply: (next: World) => void): Step => ({
    name: () => `${name} worker ${i}`,
    fault: false,
    apply,
  });
  const ends = step('endLease of', (next) => endLease(model, next, i, at(next.workers, i)));
  switch (worker.status) {
    case 'up':
      return [];
    case 'closing':
      return [step('exit', (next) => guard(next, i))];
    case 'dead':
      return [step('guard ends the bodies of', (next) => guard(next, i))];
    case 'paused': {
      const may = [step('resume', (next) => (at(next.workers, i).status = 'up')), ...heartbeatMissed(world, i)];
      if (model.rules.guardKillsFirst) return [...may, step('guard kills', (next) => guard(next, i))];
      return worker.leaseEnded ? may : [...may, ends];
    }
    case 'gone':
      if (!worker.leaseEnded) return [ends];
      return world.workers.some((other) => other.status === 'up') ? [] : [step('restart', (next) => restart(next, i))];
  }
}

/** The process is gone: its bodies first, then its requests go on alone, and Temporal delivers again. */
export function die(world: World, i: number, bodiesToo: boolean): void {
  const incarnation = at(world.workers, i).incarnation;
  const mine = world.deliveries.filter((d) => d.worker === i && d.incarnation === incarnation);
  for (const delivery of mine) {
    giveBack(world, delivery);
    delivery.epoch = 0;
    delivery.generation = 0;
    if (!isBody(delivery)) delivery.ghost = true;
  }
  if (bodiesToo) {
    const owner = ownerOf({ worker: i, incarnation });
    world.deliveries = world.deliveries.filter((d) => !isBody(d) || ownerOf(d) !== owner);
  }
}

function guard(world: World, i: number): void {
  die(world, i, true);
  at(world.workers, i).status = 'gone';
}

function heartbeatMissed(world: World, i: number): Step[] {
  return world.deliveries.flatMap((delivery, d): Step[] =>
    delivery.worker !== i || delivery.epoch === 0 || delivery.ghost
      ? []
      : [{ name: () => `heartbeat missed of worker ${i}`, fault: false, apply: (next) => redeliver(next, d) }],
  );
}

/** Temporal gives the activity to a worker again, and hears no more of the earlier delivery. */
export function redeliver(world: World, index: number): void {
  const delivery = at(world.deliveries, index);
  giveBack(world, delivery);
  delivery.epoch = 0;
  delivery.generation = 0;
}

function restart(world: World, i: number): void {
  const worker = at(world.workers, i);
  world.workers[i] = { incarnation: worker.incarnation + 1, status: 'up', leaseEnded: false };
}
