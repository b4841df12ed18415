import { bodyEnds, commitEnd, giveBack, isFresh, leaveBehind } from './deliveries.js';
import { claimStep, close, isReady, newExecution, turnStep, unhear } from './execution.js';
import type { Model, Step } from './model.js';
import { reopenRun } from './run-transactions.js';
import { deliverMessage, die, isReopenable, redeliver } from './surroundings.js';
import { begin } from './ticket-transactions.js';
import { at, type Delivery, type Execution, isOpen, type World } from './world.js';

export const FAULTS = [
  'crash',
  'pause',
  'shutdown',
  'leftBehind',
  'lostReply',
  'redo',
  'redeliver',
  'terminate',
  'reopen',
  'continueAsNew',
  'temporalLost',
  'tailLost',
  'relayRepeats',
] as const;
export type FaultName = (typeof FAULTS)[number];

/** What may go wrong in this state; each costs one of the history's faults. */
export function faultSteps(model: Model, world: World): Step[] {
  if (world.faults === 0) return [];
  const kinds = model.scenario.kinds;
  return kinds.flatMap((kind) =>
    STRIKES[kind](model, world).map(({ name, apply }) => ({ name: () => `FAULT ${name}`, fault: true, apply })),
  );
}

interface Strike {
  name: string;
  apply(world: World): void;
}

const STRIKES: Record<FaultName, (model: Model, world: World) => Strike[]> = {
  /** kill -9: bodies live on until the guard has ended them; the requests under way may still commit, one finish among them. */
  crash: (model, world) =>
    onWorkers(world, (i) => [
      { name: `worker ${i} is killed`, apply: (next) => kill(next, i, null) },
      ...finishesUnderWay(model, world, i).map(({ d, result }) => ({
        name: `worker ${i} is killed, its finish ${result} under way`,
        apply: (next: World) => kill(next, i, { d, result }),
      })),
    ]),
  /** SIGSTOP; it may go on later, if its guard has not killed it by then. */
  pause: (_, world) =>
    onWorkers(world, (i) => [
      { name: `worker ${i} is stopped`, apply: (next) => (at(next.workers, i).status = 'paused') },
    ]),
  /** SIGTERM: nothing new is taken, what runs has a while; the end of that while may find a finish under way. */
  shutdown: (model, world) =>
    onWorkers(world, (i) => [
      { name: `worker ${i} shuts down`, apply: (next) => shutDown(model, next, i, null) },
      ...finishesUnderWay(model, world, i).map((underWay) => ({
        name: `worker ${i} shuts down, a finish ${underWay.result} under way`,
        apply: (next: World) => shutDown(model, next, i, underWay),
      })),
    ]),
  /** Code that ignores the signal to stop. */
  leftBehind: (model, world) =>
    world.deliveries.flatMap((delivery, d): Strike[] =>
      delivery.phase === 'body' && at(world.workers, delivery.worker).status === 'up'
        ? [
            {
              name: `${delivery.task} does not stop`,
              apply: (next) => leaveBehind(model, next, at(next.deliveries, d)),
            },
          ]
        : [],
    ),
  /** begin, finish and postpone commit, and their worker asks again. */
  lostReply: (model, world) =>
    world.deliveries.flatMap((delivery, d): Strike[] => {
      if (delivery.ghost || at(world.workers, delivery.worker).status !== 'up') return [];
      const name = `reply lost: ${delivery.phase} ${delivery.task}/${delivery.tryNumber} on worker ${delivery.worker}`;
      if (delivery.phase === 'begin')
        return [{ name, apply: (next) => void begin(model, next, at(next.deliveries, d)) }];
      if (delivery.phase !== 'body') return [];
      return bodyEnds(model, world, delivery).map((result) => ({
        name: `${name} ${result}`,
        apply: (next) => commitUnheard(model, next, at(next.deliveries, d), result),
      }));
    }),
  /** A claim or recordTurn commits, once or with the turn that follows at once, and the workflow task is done again. */
  redo: (model, world) =>
    onExecutions(world, (execution, i) => {
      if (execution.status === 'started') {
        const name = `workflow task done again after the claim (execution ${execution.epoch})`;
        return [{ name, apply: (next) => claimStep(model, next, at(next.executions, i), false) }];
      }
      if (execution.status !== 'running' || execution.owes || !isReady(execution)) return [];
      const name = `workflow task done again after recordTurn (execution ${execution.epoch})`;
      return [
        { name, apply: (next) => turnStep(model, next, at(next.executions, i), false) },
        { name: `${name}, two turns deep`, apply: (next) => twoTurnsDeep(model, next, i) },
      ];
    }),
  /** A missed heartbeat, or an answer that did not reach Temporal: the worker is well, and the activity is given out again. */
  redeliver: (_, world) =>
    world.deliveries.flatMap((delivery, i): Strike[] =>
      delivery.epoch === 0 || at(world.workers, delivery.worker).status !== 'up'
        ? []
        : [{ name: `delivered again: ${delivery.task}/${delivery.tryNumber}`, apply: (next) => redeliver(next, i) }],
    ),
  /** Someone terminates the execution; a worker may be at a turn of it. */
  terminate: (_, world) =>
    onExecutions(world, (execution, i) =>
      isOpen(execution)
        ? [
            {
              name: `execution ${execution.epoch} is terminated`,
              apply: (next) => terminate(next, at(next.executions, i)),
            },
          ]
        : [],
    ),
  /** The reconciler acts on what it saw earlier, or two of them act: an execution is open, and the run is re-opened. */
  reopen: (model, world) =>
    isReopenable(world) ? [{ name: 'reopenRun beside a live execution', apply: (next) => reopenRun(model, next) }] : [],
  /** No fault, but as rare: the next segment starts with nothing but what it claims. */
  continueAsNew: (_, world) =>
    onExecutions(world, (execution, i) =>
      execution.status === 'running' && !execution.owes && !isReady(execution)
        ? [
            {
              name: `execution ${execution.epoch} continues as new`,
              apply: (next) => continueAsNew(next, at(next.executions, i)),
            },
          ]
        : [],
    ),
  /** Temporal's database is deleted. */
  temporalLost: (_, world) =>
    world.executions.length === 0 ? [] : [{ name: 'Temporal forgets everything', apply: forget }],
  /** Temporal is restored from a backup made before the last wake-up. */
  tailLost: (_, world) =>
    onExecutions(world, (execution, i) =>
      execution.woken
        ? [
            {
              name: `Temporal forgets the wake-up of execution ${execution.epoch}`,
              apply: (next) => (at(next.executions, i).woken = false),
            },
          ]
        : [],
    ),
  /** The relay dies between the delivery and its commit. */
  relayRepeats: (_, world) =>
    world.outbox
      .filter((message) => message.startsWith('start/'))
      .map((message) => ({ name: `${message} is delivered and kept`, apply: (next) => deliverMessage(next, message) })),
};

/** Workers that are up; of two that are alike in everything, the first. */
function onWorkers(world: World, strikes: (index: number) => Strike[]): Strike[] {
  const alike = world.workers.every((_, i) => isFresh(world, i));
  return world.workers.flatMap((worker, i) => (worker.status !== 'up' || (alike && i > 0) ? [] : strikes(i)));
}

const onExecutions = (world: World, strikes: (execution: Execution, index: number) => Strike[]): Strike[] =>
  world.executions.flatMap(strikes);

type Result = NonNullable<Delivery['result']>;

interface UnderWay {
  d: number;
  result: Result;
}

function finishesUnderWay(model: Model, world: World, i: number): UnderWay[] {
  return world.deliveries.flatMap((delivery, d) =>
    delivery.worker === i && delivery.phase === 'body' && !delivery.ghost
      ? bodyEnds(model, world, delivery).map((result) => ({ d, result }))
      : [],
  );
}

function kill(world: World, i: number, underWay: UnderWay | null): void {
  if (underWay !== null) Object.assign(at(world.deliveries, underWay.d), { phase: 'finish', result: underWay.result });
  die(world, i, false);
  at(world.workers, i).status = 'dead';
}

function shutDown({ rules }: Model, world: World, i: number, underWay: UnderWay | null): void {
  at(world.workers, i).status = 'closing';
  world.deliveries.forEach((delivery, d) => {
    if (delivery.worker !== i || delivery.ghost) return;
    const finishing = underWay?.d === d;
    if (finishing) Object.assign(delivery, { phase: 'finish', result: underWay.result });
    if (!finishing || rules.underWayIsDeliveredAgain) giveBack(world, delivery);
    delivery.epoch = 0;
    delivery.generation = 0;
  });
}

function commitUnheard(model: Model, world: World, mine: Delivery, result: Result): void {
  mine.phase = 'finish';
  mine.result = result;
  commitEnd(model, world, mine);
}

function terminate(world: World, mine: Execution): void {
  close(world, mine, mine.status === 'running' && isReady(mine) && !mine.owes ? 'terminated' : 'closed');
}

function continueAsNew(world: World, mine: Execution): void {
  unhear(world, (act) => act.epoch === mine.epoch);
  Object.assign(mine, newExecution(mine.epoch));
}

function forget(world: World): void {
  for (const execution of world.executions) close(world, execution);
  world.executions = [];
}

/** The second turn's commit stands as well, and the execution is back before the first. */
function twoTurnsDeep(model: Model, world: World, i: number): void {
  const mine = at(world.executions, i);
  const before = { ...mine, inbox: [...mine.inbox] };
  const { activities } = world;
  const deliveries = world.deliveries.map((row) => ({ ...row }));
  world.activities = [...activities];
  turnStep(model, world, mine, true);
  if (mine.status === 'running' && isReady(mine) && !mine.owes) turnStep(model, world, mine, false);
  world.executions[i] = before;
  // what it scheduled in between never left the worker
  world.activities = activities;
  world.deliveries = deliveries;
}
