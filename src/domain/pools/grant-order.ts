import { isPossible, type Limit, roomOf, type Waiter } from './waiter.js';

/** What there is to give: limits by name, and how many slot leases each DAG holds of them. */
export interface Supply {
  limits: ReadonlyMap<string, Limit>;
  leasesOfDag: ReadonlyMap<string, number>;
}

/**
 * Who gets slots now, in this order (ARCHITECTURE decision 9): higher priority first; at equal priority the DAG that holds fewest, then the earlier
 * logical date, map index, arrival. All demands or none. A waiter that does not fit keeps those behind it away from the limits that are short for
 * it, so that it is not overtaken for ever by smaller ones; what can never be granted keeps nobody waiting.
 */
export function grantOrder(waiters: readonly Waiter[], { limits, leasesOfDag }: Supply): Waiter[] {
  const room = new Map([...limits].map(([name, limit]) => [name, roomOf(limit)]));
  const held = new Map(leasesOfDag);
  const granted: Waiter[] = [];
  const open = waiters.filter((waiter) => isPossible(waiter, limits)).sort(byTurn);
  for (let next = takeFirst(open, held); next !== undefined; next = takeFirst(open, held)) {
    const short = next.demands.filter(({ limit, slots }) => (room.get(limit) ?? 0) < slots);
    if (short.length > 0) {
      for (const { limit } of short) room.set(limit, 0);
      continue;
    }
    for (const { limit, slots } of next.demands) room.set(limit, (room.get(limit) ?? 0) - slots);
    held.set(next.dagId, (held.get(next.dagId) ?? 0) + 1);
    granted.push(next);
  }
  return granted;
}

/** The order of waiters, but for what their DAGs hold. */
export const byTurn = (a: Waiter, b: Waiter): number =>
  b.priority - a.priority || a.logicalDate - b.logicalDate || a.mapIndex - b.mapIndex || a.seq - b.seq;

/** Takes the next in turn out of a list that is in the order `byTurn`: of the highest priority, the DAG with fewest leases. */
function takeFirst(open: Waiter[], held: ReadonlyMap<string, number>): Waiter | undefined {
  const top = open[0]?.priority;
  let best = 0;
  for (let i = 1; i < open.length && open[i]?.priority === top; i += 1)
    if (heldBy(held, open[i]) < heldBy(held, open[best])) best = i;
  return open.splice(best, 1)[0];
}

const heldBy = (held: ReadonlyMap<string, number>, waiter: Waiter | undefined): number =>
  held.get(waiter?.dagId ?? '') ?? 0;
