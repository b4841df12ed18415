import { judgeBegin } from '../../activities/engine/attempt/judge-begin.js';
import { LOST_LIMIT } from '../../activities/engine/lease/end-lease.sql.js';
import { Broken } from './law.js';
import { type Model, NEVER } from './model.js';
import { demandsOf, enqueueTicket, givesBack, grantSlots, handOver } from './slots.js';
import {
  at,
  type Delivery,
  type OutcomeCode,
  ownerOf,
  post,
  sameTicket,
  type Ticket,
  type TicketName,
  ticketOf,
  type Worker,
  type World,
} from './world.js';

/** The transactions of activities/engine/attempt and activities/engine/lease: each is one transition. */

/** What the activity answers; `waiting` names the poke that comes next. */
export type Answer =
  { kind: 'settled'; outcome: OutcomeCode } | { kind: 'waiting'; poke: number; nextAt: number } | { kind: 'held' };

export type BeginAnswer = { kind: 'begun'; fence: number } | { kind: 'answered'; answer: Answer } | { kind: 'notYet' };

/** begin.ts begin: lockTicket, judgeBegin, takeTicket or watchTicket or markEnded */
export function begin(model: Model, world: World, from: Delivery): BeginAnswer {
  const { rules } = model;
  const row = ticketOf(world, from);
  const me = ownerOf(from);
  const holdsBody = rules.beginAsksMemory && holds(model, world, from);
  const leaseOpen = from.ghost ? leaseOf(world, from) : true;
  const verdict = judgeBegin(
    {
      ...NOTHING_KNOWN,
      poke: rules.beginComparesPoke ? row.poke : from.poke,
      owner: rules.beginRespectsOwner ? row.owner : null,
      outcome: row.outcome !== null && rules.beginRespectsOutcome ? { kind: 'SUCCESS' } : null,
      earlierLives: rules.beginWaitsForEnded && earlierTryLives(world, from),
      leaseLeftMs: leaseOpen || !rules.beginNeedsLease ? 30_000 : null,
    },
    { incarnation: me, poke: from.poke, holdsBody, needsLeaseMs: 10_000 },
  );
  switch (verdict) {
    case 'settled':
      if (row.owner === me && !holdsBody) markEnded(model, world, from);
      return { kind: 'answered', answer: settled(row) };
    case 'waiting':
      return { kind: 'answered', answer: waiting(row) };
    case 'held':
      if (rules.heldIsWatched) row.watched = true;
      return { kind: 'answered', answer: { kind: 'held' } };
    case 'notYet':
      return { kind: 'notYet' };
    default:
      return takeOrQueue(model, world, row, me);
  }
}

/** begin.ts takeOrQueue */
function takeOrQueue(model: Model, world: World, row: Ticket, me: string): BeginAnswer {
  if (demandsOf(model, row.task).length > 0 && !row.granted) {
    enqueueTicket(row);
    grantSlots(model, world, row);
    if (!row.granted) {
      if (model.rules.queuedIsWatched) row.watched = true;
      return { kind: 'answered', answer: { kind: 'held' } };
    }
  }
  return { kind: 'begun', fence: takeTicket(row, me) };
}

/** The next try of an instance begins when the last has ended: then no body of it is left. */
const earlierTryLives = (world: World, from: Delivery): boolean =>
  world.tickets.some((row) => row.task === from.task && row.tryNumber < from.tryNumber && !row.ended);

const NOTHING_KNOWN = {
  lostCount: 0,
  waitingSince: null,
  waitsAs: null,
  nextAt: null,
  attemptVersion: null,
  attemptHash: null,
  endedAt: null,
  now: 0,
};

const leaseOf = (world: World, from: Delivery): boolean => {
  const worker = at(world.workers, from.worker);
  return worker.incarnation === from.incarnation && !worker.leaseEnded;
};

/** begin.sql.ts takeTicket, with the AttemptStarted that begin.ts appends where the attempt is new */
function takeTicket(row: Ticket, me: string): number {
  if (row.attemptVersion === null) row.attempts += 'b';
  row.attemptVersion = 0;
  row.fence += 1;
  row.owner = me;
  row.woken = false;
  return row.fence;
}

/** Another delivery of the ticket is in the hands of the same process. */
function holds({ rules }: Model, world: World, from: Delivery): boolean {
  return world.deliveries.some(
    (other) =>
      other !== from &&
      !other.ghost &&
      sameTicket(other, from) &&
      ownerOf(other) === ownerOf(from) &&
      other.phase !== 'begin' &&
      (other.phase === 'left' ? rules.leftBehindIsHeld : other.poke >= from.poke),
  );
}

function isOwners({ rules }: Model, row: Ticket, from: Delivery): boolean {
  return (
    (!rules.finishChecksOwner || row.owner === ownerOf(from)) &&
    (!rules.finishChecksFence || row.fence === from.fence) &&
    (!rules.firstOutcomeWins || row.outcome === null)
  );
}

/** finish.ts finish: settleTicket and recordEnd, or what became of the ticket */
export function finish(model: Model, world: World, from: Delivery, outcome: OutcomeCode, bodyGone = true): Answer {
  const row = ticketOf(world, from);
  if (!isOwners(model, row, from)) {
    if (row.outcome === null) return { kind: 'held' };
    if (bodyGone) markEnded(model, world, from);
    return settled(row);
  }
  row.outcome = outcome;
  row.ended = bodyGone;
  if (bodyGone) {
    row.owner = null;
    givesBack(row);
  }
  endAttempt(row);
  if ((row.watched && model.rules.finishWakesWatchers) || (from.unheard && model.rules.unheardWakes))
    post(world, `wake/${world.run.epoch}`);
  if (model.rules.finishHandsOver) handOver(model, world);
  return settled(row);
}

/** finish.ts postpone, wait.sql.ts postponeTicket */
export function postpone(model: Model, world: World, from: Delivery): Answer {
  const row = ticketOf(world, from);
  if (isOwners(model, row, from)) {
    row.owner = null;
    row.poke += 1;
    if (model.rules.postponeGivesBack) givesBack(row);
    row.nextAt = world.clock + (model.scenario.waitsFor === row.task ? NEVER : 1);
    if (row.woken && model.rules.postponeSeesWakes) row.nextAt = world.clock;
    if ((row.watched && model.rules.postponeWakesWatchers) || (from.unheard && model.rules.unheardWakes)) {
      row.generation += 1;
      post(world, `wake/${world.run.epoch}`);
    }
    row.watched = false;
    if (model.rules.finishHandsOver) handOver(model, world);
  }
  if (row.outcome !== null) {
    markEnded(model, world, from);
    return settled(row);
  }
  return row.poke > from.poke ? waiting(row) : { kind: 'held' };
}

/** wait.sql.ts wakeTicket, in the transaction of what the task waits for */
export function wakeTicket(model: Model, world: World, task: string): void {
  world.happened = true;
  const row = world.tickets.find((ticket) => ticket.task === task && ticket.outcome === null);
  if (row === undefined) return;
  row.woken = true;
  if (row.owner !== null || row.poke === 0) return;
  row.nextAt = world.clock;
  if (model.rules.wakeTellsRun) post(world, `wake/${world.run.epoch}`);
}

/** tell-late.ts tellLate: markLate and settleUnbegun under the ticket's lock, wakeRuns */
export function settleUnbegun(model: Model, world: World, name: TicketName): void {
  const row = ticketOf(world, name);
  row.outcome = 'FAILED';
  row.ended = true;
  givesBack(row);
  post(world, `wake/${world.run.epoch}`);
  handOver(model, world);
}

/** A ticket that has its slots, and that nobody has begun: every begin leaves its mark in an attempt. */
export const standsInQueue = ({ rules }: Model, row: Ticket): boolean =>
  row.outcome === null && !row.waits && (!rules.queueEndsUnbegunOnly || (row.owner === null && row.attempts === ''));

/** finish.sql.ts markEnded, with what finish.ts endSettled hands over */
export function markEnded(model: Model, world: World, from: Delivery): void {
  const row = ticketOf(world, from);
  if (row.owner !== ownerOf(from) || row.outcome === null) return;
  row.ended = true;
  row.owner = null;
  givesBack(row);
  handOver(model, world);
}

function settled(row: Ticket): Answer {
  return { kind: 'settled', outcome: row.outcome ?? 'SUCCESS' };
}

const waiting = (row: Ticket): Answer => ({ kind: 'waiting', poke: row.poke, nextAt: row.nextAt ?? 0 });

/** The second event of an attempt's stream; the primary key refuses a third. */
function endAttempt(row: Ticket): void {
  if (row.attemptVersion !== 0) throw new Broken('one begin and one end', `an end at ${row.attempts || 'nothing'}`);
  row.attempts += 'e';
  row.attemptVersion = 1;
}

/** end-lease.ts endLease, once no process of the worker is left */
export function endLease(model: Model, world: World, index: number, worker: Worker): void {
  const { rules } = model;
  const me = ownerOf({ worker: index, incarnation: worker.incarnation });
  worker.leaseEnded = true;
  let touched = redispatchQueue(world);
  for (const row of world.tickets) {
    if (row.owner !== me) continue;
    if (rules.endLeaseClearsOwner) row.owner = null;
    if (row.outcome !== null) {
      row.ended = true;
      givesBack(row);
    } else {
      loseAttempt(model, row);
      touched = true;
    }
  }
  if (touched && rules.endLeaseWakes) post(world, `wake/${world.run.epoch}`);
  handOver(model, world);
}

/** end-lease.sql.ts redispatchQueue: open tickets that nobody has begun, unless their next poke is not due. */
function redispatchQueue(world: World): boolean {
  const waiting = world.tickets.filter(
    (row) => row.outcome === null && row.owner === null && (row.nextAt === null || row.nextAt <= world.clock),
  );
  for (const row of waiting) row.generation += 1;
  return waiting.length > 0;
}

/** end-lease.sql.ts loseAttempt or settleLost, with the AttemptEnded that end-lease.ts appends */
function loseAttempt({ rules, scenario }: Model, row: Ticket): void {
  if (rules.endLeaseEndsAttempts) row.attempts += 'e';
  row.attemptVersion = null;
  if (rules.endLeaseCountsGeneration) row.generation += 1;
  row.lost += 1;
  if (row.lost < (scenario.lostLimit ?? LOST_LIMIT)) return;
  row.outcome = 'LOST';
  row.ended = true;
  if (rules.lostTryGivesBack) givesBack(row);
}
