import { hear } from './execution.js';
import { Broken } from './law.js';
import { type Model, type Step, timeAt } from './model.js';
import { type Answer, begin, finish, markEnded, postpone } from './ticket-transactions.js';
import { type Activity, at, type Delivery, ownerOf, ticketOf, type Worker, type World } from './world.js';

/** The activity `attempt(ticket)` in a worker's hands: begin, the body, finish. */

const nameOf = ({ task, tryNumber, poke }: Activity): string => `${task}/${tryNumber}/${poke}`;
const isHeld = (worker: Worker | undefined, delivery: Delivery): boolean =>
  worker === undefined ||
  (worker.status !== 'up' && worker.status !== 'closing') ||
  worker.incarnation !== delivery.incarnation;

export function deliverySteps(model: Model, world: World): Step[] {
  const steps: Step[] = [];
  world.activities.forEach((activity, i) => steps.push(...deliverSteps(world, activity, i)));
  world.deliveries.forEach((delivery, i) => steps.push(...stepsOf(model, world, delivery, i)));
  return steps;
}

/** Which worker gets it is chance; where the two are alike in everything, the first. */
function deliverSteps(world: World, activity: Activity, i: number): Step[] {
  const alike = world.workers.every((_, w) => isFresh(world, w));
  return world.workers.flatMap((worker, w): Step[] =>
    worker.status !== 'up' || (alike && w > 0)
      ? []
      : [
          {
            name: () => `deliver ${nameOf(activity)} to worker ${w}`,
            fault: false,
            apply: (next) => deliver(next, i, w),
          },
        ],
  );
}

/** Nothing tells this worker from one that has done nothing yet. */
export function isFresh(world: World, index: number): boolean {
  const worker = at(world.workers, index);
  return (
    worker.status === 'up' &&
    worker.incarnation === 0 &&
    world.deliveries.every((delivery) => delivery.worker !== index) &&
    world.tickets.every((row) => row.owner !== ownerOf({ worker: index, incarnation: 0 }))
  );
}

function deliver(world: World, i: number, worker: number): void {
  const [activity] = world.activities.splice(i, 1);
  if (activity === undefined) return;
  const { incarnation } = at(world.workers, worker);
  world.deliveries.push({
    ...activity,
    worker,
    incarnation,
    phase: 'begin',
    fence: 0,
    result: null,
    ghost: false,
    unheard: false,
    early: false,
  });
}

function stepsOf(model: Model, world: World, delivery: Delivery, i: number): Step[] {
  const where = (): string =>
    `${nameOf(delivery)} on worker ${delivery.worker}${delivery.ghost ? ' (its worker is gone)' : ''}`;
  if (!delivery.ghost && isHeld(world.workers[delivery.worker], delivery)) return [];
  const step = (name: string, apply: (next: World, mine: Delivery) => void, fault = false): Step => ({
    name: () => `${name} ${where()}`,
    fault,
    apply: (next) => apply(next, at(next.deliveries, i)),
  });
  switch (delivery.phase) {
    case 'begin':
      return [step('begin', (next, mine) => beginStep(model, next, mine))];
    case 'body':
      return [
        ...[...told(world, delivery), ...bodyEnds(model, world, delivery)].map((result) =>
          step(ENDS[result], (next, mine) => {
            mine.result = result;
            finishStep(model, next, mine);
          }),
        ),
        ...(model.scenario.inline === true && delivery.epoch !== 0
          ? [step('the round answers HELD for', (_, mine) => letGo(mine))]
          : []),
      ];
    case 'left':
      return [step('markEnded: the code has ended at last', (next, mine) => leftEnds(model, next, mine))];
    case 'finish':
      return [
        step(`${ENDS[delivery.result ?? 'KILLED']} (asked again)`, (next, mine) => finishStep(model, next, mine)),
      ];
  }
}

/** body.ts heardWithin */
function letGo(mine: Delivery): void {
  Object.assign(mine, { epoch: 0, generation: 0, unheard: true });
}

const ENDS: Record<NonNullable<Delivery['result']>, string> = {
  SUCCESS: 'finish SUCCESS',
  FAILED: 'finish FAILED',
  NOT_YET: 'postpone',
  KILLED: 'renewLease tells of it: markEnded',
};

/** What the body may say next. */
export function bodyEnds(model: Model, world: World, delivery: Delivery): NonNullable<Delivery['result']>[] {
  if (model.scenario.waitsFor === delivery.task)
    return [...(delivery.early ? (['NOT_YET'] as const) : []), ...(world.happened ? (['SUCCESS'] as const) : [])];
  const pokes = model.scenario.sensors?.[delivery.task] ?? 0;
  if (ticketOf(world, delivery).poke < pokes) return ['NOT_YET', 'SUCCESS'];
  return model.scenario.mayFail === true && delivery.tryNumber === 1 ? ['SUCCESS', 'FAILED'] : ['SUCCESS'];
}

/** renewLease answers which of the worker's tickets are settled or no longer its own: those bodies are ended. */
function told(world: World, delivery: Delivery): 'KILLED'[] {
  const row = ticketOf(world, delivery);
  return row.outcome !== null || row.owner !== ownerOf(delivery) || row.fence !== delivery.fence ? ['KILLED'] : [];
}

export function beginStep(model: Model, world: World, mine: Delivery): void {
  const { outcome, poke } = ticketOf(world, mine);
  const answer = begin(model, world, mine);
  if (mine.ghost) return remove(world, mine);
  switch (answer.kind) {
    case 'begun':
      if (outcome !== null) throw new Broken('nothing finished runs again', `${nameOf(mine)} was ${outcome}`);
      if (poke > mine.poke) throw new Broken('nothing finished runs again', `${nameOf(mine)} was made`);
      mine.phase = 'body';
      mine.early = model.scenario.waitsFor === mine.task && !world.happened;
      mine.fence = answer.fence;
      return;
    case 'answered':
      return complete(model, world, mine, answer.answer);
    case 'notYet':
      remove(world, mine);
      return giveBack(world, mine);
  }
}

export function finishStep(model: Model, world: World, mine: Delivery): void {
  const answer = commitEnd(model, world, mine);
  if (mine.ghost) remove(world, mine);
  else complete(model, world, mine, answer);
}

function leftEnds(model: Model, world: World, mine: Delivery): void {
  remove(world, mine);
  markEnded(model, world, mine);
}

/** A body past its time does not stop: the ticket fails without it. */
export function leaveBehind(model: Model, world: World, mine: Delivery): void {
  const answer = finish(model, world, mine, 'FAILED', false);
  complete(model, world, mine, answer);
  world.deliveries.push({ ...mine, epoch: 0, generation: 0, phase: 'left', fence: 0 });
}

/** The transaction alone. */
export function commitEnd(model: Model, world: World, mine: Delivery): Answer {
  if (mine.result === 'NOT_YET') return postpone(model, world, mine);
  const outcome = mine.result === 'SUCCESS' || mine.result === 'FAILED' ? mine.result : 'CANCELLED';
  return finish(model, world, mine, outcome);
}

/** The activity's answer reaches the execution, if that still listens. inbox.ts pushAnswer */
function complete(model: Model, world: World, mine: Delivery, answer: Answer): void {
  remove(world, mine);
  if (mine.epoch === 0) return;
  const key = { taskId: mine.task, mapIndex: -1, tryNumber: mine.tryNumber };
  if (answer.kind === 'settled') {
    const outcome = model.outcome(answer.outcome);
    hear(world, model, mine.epoch, { kind: 'outcome', fact: { ...key, outcome, cause: null, waitingSince: null } });
  }
  if (answer.kind === 'waiting') {
    const { poke, nextAt } = answer;
    hear(world, model, mine.epoch, {
      kind: 'waiting',
      key,
      poke,
      nextAt: timeAt(nextAt),
      waitingSince: timeAt(0),
      cause: null,
    });
  }
}

export function remove(world: World, mine: Delivery): void {
  world.deliveries.splice(world.deliveries.indexOf(mine), 1);
}

/** Temporal delivers again what was not answered; what nobody waits for is forgotten. */
export function giveBack(world: World, mine: Delivery): void {
  const { epoch, task, tryNumber, poke, generation } = mine;
  if (epoch !== 0) world.activities.push({ epoch, task, tryNumber, poke, generation });
}
