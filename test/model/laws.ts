import { isFinished } from '../../src/domain/runs/task-state.js';
import { Broken } from './law.js';
import type { Model } from './model.js';
import { checkSlots } from './slots.js';
import { isEnd } from './streams.js';
import { hasBegun, isBody, runEnded, sameTicket, type Ticket, type World } from './world.js';

/** Checked in every state. Throws Broken. */
export function checkState(model: Model, world: World): void {
  for (const row of world.tickets) checkTicket(world, row);
  checkBodies(world);
  checkSlots(model, world);
  checkControls(world);
  checkProjection(model, world);
  if (runEnded(world)) checkEnd(model, world);
}

/** Checked on every transition: an outcome is final. */
export function checkStep(before: World, after: World): void {
  before.tickets.forEach((row, i) => {
    const now = after.tickets[i];
    if (row.outcome !== null && now?.outcome !== row.outcome)
      throw new Broken(
        'first outcome wins',
        `${row.task}/${row.tryNumber} was ${row.outcome}, is ${now?.outcome ?? 'open'}`,
      );
  });
}

function checkTicket(world: World, row: Ticket): void {
  const name = `${row.task}/${row.tryNumber}`;
  if (!/^(be)*b?$/.test(row.attempts)) throw new Broken('one begin and one end', `${name}: ${row.attempts}`);
  if (row.outcome !== null && row.attempts.endsWith('b'))
    throw new Broken('one begin and one end', `${name} is open after its outcome`);
  if (row.ended && world.deliveries.some((d) => isBody(d) && sameTicket(d, row)))
    throw new Broken('ended means no body', name);
}

/** Bodies of one task instance, of whatever try, on workers that are up, stopped, or killed and not yet cleaned up. */
function checkBodies(world: World): void {
  const bodies = world.deliveries.filter(isBody).map((d) => d.task);
  const twice = bodies.find((task, i) => bodies.indexOf(task) !== i);
  if (twice !== undefined) throw new Broken('one body at a time', twice);
}

function checkControls(world: World): void {
  world.controls.forEach(({ answers }, i) => {
    if (answers > 1) throw new Broken('controls answered once, in order', `${i + 1} has ${answers} answers`);
    if (answers > 0 && world.controls.slice(0, i).some((earlier) => earlier.answers === 0))
      throw new Broken('controls answered once, in order', `${i + 1} before an earlier one`);
  });
}

const STATES = { queued: 'QUEUED', running: 'RUNNING', success: 'SUCCESS', failed: 'FAILED' } as const;

function checkProjection(model: Model, world: World): void {
  const { phase } = model.stateAt(world.run.head);
  if (STATES[phase] !== world.run.state)
    throw new Broken('the projection is the fold', `${world.run.state} beside ${phase}`);
}

function checkEnd(model: Model, world: World): void {
  const open = world.tickets.find((row) => row.outcome === null || !row.read);
  if (open !== undefined) throw new Broken('a final turn settles all', `${open.task}/${open.tryNumber}`);
  if (world.controls.some((row) => row.answers === 0))
    throw new Broken('no control is lost', 'the run has ended before it');
  const { tasks } = model.stateAt(world.run.head);
  tasks.forEach((entry, i) => {
    const task = model.index.plan.tasks[i]?.id ?? '';
    const wrong = entry.tryNumber > 0 ? mismatch(model, world, task) : null;
    if (wrong !== null || !isFinished(entry.state))
      throw new Broken('right end', `${task} is ${entry.state}; ${wrong ?? ''}`);
  });
}

/** What the stream says of the task's last try, against its ticket. */
function mismatch(model: Model, world: World, task: string): string | null {
  const events = model.streams
    .since(0, world.run.head)
    .flatMap(({ event }) => ('taskId' in event && event.taskId === task ? [event] : []));
  for (const row of world.tickets.filter((ticket) => ticket.task === task)) {
    const end = events.find((event) => event.payload.tryNumber === row.tryNumber && isEnd(event));
    const settled = end !== undefined && 'settles' in end.payload && end.payload.settles !== undefined;
    const told = settled ? 'CANCELLED' : end?.type === 'TaskSucceeded' ? 'SUCCESS' : 'FAILED or LOST';
    if (row.outcome === null || !told.includes(row.outcome))
      return `try ${row.tryNumber}: told ${told}, was ${row.outcome ?? 'open'}`;
    const begun = end !== undefined && 'begun' in end.payload ? end.payload.begun : undefined;
    if (begun !== undefined && begun !== hasBegun(row)) return `try ${row.tryNumber}: told begun ${begun}`;
  }
  return null;
}

/** The run is over and so is everything about it: nothing is left that would have to happen. */
export function isAtRest(world: World): boolean {
  return (
    runEnded(world) &&
    world.outbox.length === 0 &&
    world.deliveries.length === 0 &&
    world.activities.length === 0 &&
    world.executions.every((execution) => execution.status === 'closed') &&
    world.tickets.every((row) => row.ended && !row.attempts.endsWith('b'))
  );
}
