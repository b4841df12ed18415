import { grantOrder } from '../../src/domain/pools/grant-order.js';
import type { Demand, Limit, Waiter } from '../../src/domain/pools/waiter.js';
import { slotDemandOf } from '../../src/domain/runs/slot-demand.js';
import { Broken } from './law.js';
import type { Model, Step } from './model.js';
import { post, runEnded, type Ticket, type World } from './world.js';

/** The transactions of activities/engine/slots, and what the triggers of migration 0002 do. */

/** What a ticket must hold before it begins; empty for an ordinary task. */
export function demandsOf(model: Model, task: string): Demand[] {
  const planned = model.index.plan.tasks[model.index.position.get(task) ?? -1];
  const demand = planned === undefined ? null : slotDemandOf(planned);
  if (demand === null) return [];
  const global = model.scenario.limits?.['global/all'] === undefined ? [] : [{ limit: 'global/all', slots: 1 }];
  return [{ limit: `pool/${demand.pool}`, slots: demand.slots }, ...global];
}

const usedOf = (model: Model, world: World, limit: string): number =>
  world.tickets
    .filter((row) => row.granted)
    .flatMap((row) => demandsOf(model, row.task))
    .reduce((sum, demand) => sum + (demand.limit === limit ? demand.slots : 0), 0);

function limitsOf(model: Model, world: World): Map<string, Limit> {
  const names = Object.entries(model.scenario.limits ?? {});
  const low = model.scenario.raised === true && !world.happened;
  return new Map(names.map(([name, slots]) => [name, { slots: low ? 0 : slots, used: usedOf(model, world, name) }]));
}

function turns(model: Model, world: World): Ticket[] {
  const waiting = world.tickets.filter((row) => row.waits && row.owner === null);
  if (waiting.length === 0) return [];
  const asked = waiting.map((row, seq): Waiter => {
    const demands = demandsOf(model, row.task);
    const seen = model.rules.grantsAllOrNone ? demands : demands.slice(0, 1);
    return { key: String(seq), dagId: '', priority: 1, logicalDate: 0, mapIndex: -1, seq, demands: seen };
  });
  const granted = grantOrder(asked, { limits: limitsOf(model, world), leasesOfDag: new Map() });
  return granted.flatMap(({ key }) => waiting[Number(key)] ?? []);
}

/** grant-slots.ts grantSlots. `own`: the turn's run, or the ticket that begins: nobody need be told. */
export function grantSlots(model: Model, world: World, own: Ticket | 'run' | null): void {
  for (const row of turns(model, world)) {
    row.waits = false;
    row.granted = true;
    if (row === own) continue;
    if (row.poke > 0 && model.rules.grantDispatchesPokesAgain) row.generation += 1;
    if (own !== 'run' && !runEnded(world) && model.rules.grantWakes) post(world, `wake/${world.run.epoch}`);
  }
}

/** hand-over.ts: the last thing in every transaction that gives slots back. */
export const handOver = (model: Model, world: World): void => grantSlots(model, world, null);

/** store-pool.ts storeLimit: who waits is left to the granter. */
export const raiseLimits = (world: World): void => void (world.happened = true);

/** slot-granter.ts: after a limit was raised. */
export const slotSteps = (model: Model, world: World): Step[] =>
  turns(model, world).length === 0
    ? []
    : [{ name: () => 'grantSlots', fault: false, apply: (next) => grantSlots(model, next, null) }];

/** queue.sql.ts enqueueTicket */
export function enqueueTicket(row: Ticket): void {
  row.waits = true;
}

/** trigger tickets_give_slots_back */
export function givesBack(row: Ticket): void {
  row.granted = false;
  row.waits = false;
}

/** sweep.sql.ts slotViolations, and that no limit is passed. */
export function checkSlots(model: Model, world: World): void {
  for (const row of world.tickets) {
    const name = `${row.task}/${row.tryNumber}`;
    const between = row.poke > 0 && row.owner === null && row.nextAt !== null && row.nextAt > world.clock;
    if (row.granted && between) throw new Broken('no slot is held by nobody', `${name} is between two pokes`);
    if (row.granted && row.ended) throw new Broken('no slot is held by nobody', name);
    if (row.waits && (row.outcome !== null || row.granted || row.owner !== null))
      throw new Broken('no slot is held by nobody', `${name} waits`);
    if (row.owner !== null && !row.granted && demandsOf(model, row.task).length > 0)
      throw new Broken('no limit is passed', `${name} runs without slots`);
  }
  const next = model.scenario.raised === true ? undefined : turns(model, world)[0];
  if (next !== undefined) throw new Broken('no slot is free while somebody waits', `${next.task}/${next.tryNumber}`);
  for (const [name, { slots, used }] of limitsOf(model, world))
    if (slots !== null && used > slots) throw new Broken('no limit is passed', `${name}: ${used} of ${slots}`);
}
