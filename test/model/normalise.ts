import type { Model } from './model.js';
import type { Rules } from './rules.js';
import { at, type Delivery, executionOf, isOpen, ownerOf, sameTicket, ticketOf, type World } from './world.js';

/** The same state written the same way: lists that are sets are sorted, and what can have no effect any more is forgotten. */
export function normalise({ scenario, rules }: Model, world: World): World {
  if (scenario.wakes === 'prompt') wakeAtOnce(world);
  if (world.outbox.length > 0) world.outbox = world.outbox.filter((message) => isHeard(world, message)).sort();
  if (world.deliveries.some((d) => d.ghost))
    world.deliveries = world.deliveries.filter((d) => !isIdle(world, d, rules));
  if (world.activities.length > 1) world.activities.sort((a, b) => compare(activityText(a), activityText(b)));
  if (world.deliveries.length > 1) world.deliveries.sort((a, b) => compare(deliveryText(a), deliveryText(b)));
  for (const row of world.tickets) {
    // a fence is only ever compared with that of a delivery
    if (row.fence > 0 && !world.deliveries.some((d) => d.fence > 0 && sameTicket(d, row))) row.fence = 0;
    if (row.outcome === null || !rules.beginRespectsOutcome) continue;
    row.watched = false;
    row.generation = 0;
    row.nextAt = null;
    row.woken = false;
    row.poke = 0;
  }
  return world;
}

function wakeAtOnce(world: World): void {
  world.outbox = world.outbox.filter((message) => {
    const [kind, epoch] = message.split('/');
    if (kind === 'start') return true;
    const execution = executionOf(world, Number(epoch));
    if (execution !== undefined && isOpen(execution)) execution.woken = true;
    return false;
  });
}

/** A wake-up for an execution that has closed wakes nobody. */
function isHeard(world: World, message: string): boolean {
  if (message.startsWith('start')) return true;
  const execution = executionOf(world, Number(message.split('/')[1]));
  return execution === undefined || isOpen(execution);
}

/** A request whose worker is gone and which can change nothing, whenever it commits: its lease or its ownership will not come back. */
function isIdle(world: World, d: Delivery, rules: Rules): boolean {
  if (!d.ghost) return false;
  const worker = at(world.workers, d.worker);
  const leaseEnded = worker.leaseEnded || worker.incarnation !== d.incarnation;
  const row = ticketOf(world, d);
  if (d.phase === 'begin') return rules.beginNeedsLease && leaseEnded;
  return rules.finishChecksOwner && row.owner !== ownerOf(d);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const flag = (value: boolean): string => (value ? '1' : '0');

type Named = World['activities'][number];
const activityText = (a: Named): string => `${a.epoch},${a.task},${a.tryNumber},${a.poke},${a.generation}`;
const deliveryText = (d: Delivery): string =>
  `${activityText(d)},${d.worker},${d.incarnation},${d.phase},${d.fence},${d.result ?? ''},${flag(d.ghost)}${flag(d.early)}${flag(d.unheard)}`;

const recordText = (record: Record<string, number>): string => {
  let text = '';
  for (const key in record) text += `${key}:${record[key] ?? 0},`;
  return text;
};

/** The state but for its faults, as a short text: equal texts are equal states. */
export function textOf(world: World): string {
  const { run } = world;
  let text = `${world.clock}${flag(world.happened)}${world.dag}|${run.epoch},${run.head},${run.state},${flag(run.admitted)}${flag(run.held)}|`;
  for (const t of world.tickets) {
    text += `${t.task},${t.tryNumber},${t.poke},${t.fence},${t.owner ?? ''},${t.generation},${t.lost},${flag(t.watched)}${flag(t.ended)}${flag(t.read)}${flag(t.woken)}${flag(t.granted)}${flag(t.waits)},`;
    text += `${t.outcome ?? ''},${t.nextAt ?? ''},${t.attemptVersion ?? ''},${t.attempts};`;
  }
  text += '|';
  for (const c of world.controls) text += `${c.answers};`;
  text += `|${world.outbox.join()}|`;
  for (const e of world.executions) {
    text += `${e.epoch},${e.status},${flag(e.stale)}${flag(e.woken)}${flag(e.rang)}${flag(e.owes)},${e.base},${e.alarm ?? ''},`;
    text += `${e.inbox.join()},${recordText(e.performed)},${recordText(e.generations)},${e.leased.join()};`;
  }
  text += '|';
  for (const a of world.activities) text += `${activityText(a)};`;
  text += '|';
  for (const d of world.deliveries) text += `${deliveryText(d)};`;
  text += '|';
  for (const w of world.workers) text += `${w.incarnation},${w.status},${flag(w.leaseEnded)};`;
  return text;
}
