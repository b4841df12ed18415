import { grantOrder } from '../../../src/domain/pools/grant-order.js';
import type { Demand, Limit, Waiter } from '../../../src/domain/pools/waiter.js';
import { ticketKey } from '../../../src/domain/runs/task-key.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import type { TicketKey } from '../attempt/begin.sql.js';
import { giveSlots, type Grant, lockWaiting, takeDefaultSlots } from './give-slots.sql.js';
import { type LockedLimits, lockLimits, readSlotQueue, type SlotQueue } from './queue.sql.js';

/** Who asks: the run whose turn it is (it reads its leases in the answer), or the ticket that is about to begin. */
export interface Asking {
  dagRunId?: string;
  ticket?: TicketKey;
}

/**
 * The grant transaction of pools (ARCHITECTURE decision 9): under the locks of their limits, what is free goes to who is first. May be the last part of
 * a turn, a begin, or what gives slots back, after its locks of run, ticket and DAG. Answers how many tickets got what they asked for.
 */
export async function grantSlots(tx: Tx, pools: readonly string[], asking: Asking = {}): Promise<number> {
  const locked = await lockLimits(tx, pools);
  let granted = 0;
  for (const pool of locked.pools) granted += await grantOfPool(tx, pool, locked, asking);
  return granted;
}

async function grantOfPool(tx: Tx, pool: string, { tasks, global }: LockedLimits, asking: Asking): Promise<number> {
  const chosen = await chooseLocked(tx, pool, await readSlotQueue(tx, pool, tasks));
  const grants = chosen.map((each): Grant => {
    const own = asking.ticket !== undefined && ticketKey(asking.ticket) === ticketKey(each);
    return { ...each, pool, perDag: each.perDag !== null, global, slots: [], own };
  });
  const given = pool === 'default' ? await withDefaultSlots(tx, grants) : grants;
  if (given.length > 0) await giveSlots(tx, given, asking.dagRunId ?? null);
  return given.length;
}

/**
 * The tickets whose turn it is, locked. One that somebody else holds at this moment is passed over for who comes next, so that no slot stays free
 * while others wait for it; who holds it looks at the queue itself.
 */
async function chooseLocked(tx: Tx, pool: string, queue: SlotQueue): Promise<Queued[]> {
  const chosen = choose(pool, queue);
  if (chosen.length === 0) return [];
  const locked = new Set((await lockWaiting(tx, chosen)).map(ticketKey));
  const passed = new Set(chosen.map(ticketKey).filter((key) => !locked.has(key)));
  if (passed.size === 0) return chosen;
  const waiters = queue.waiters.filter((each) => !passed.has(ticketKey(each)));
  return chooseLocked(tx, pool, { ...queue, waiters });
}

type Queued = SlotQueue['waiters'][number];

/** Whose turn it is, in order. */
function choose(pool: string, { waiters, limits, leasesOfDag }: SlotQueue): Queued[] {
  const supply = new Map(
    limits.map(({ kind, id, slots, used }): [string, Limit] => [`${kind}/${id}`, { slots, used }]),
  );
  const global = limits.some(({ kind }) => kind === 'global');
  const queued = new Map(waiters.map((each) => [ticketKey(each), each]));
  for (const { dagId, taskId, perDag } of waiters) {
    const task = supply.get(`task/${dagId}/${taskId}`);
    // the limit of a task stands in its DAG; where versions differ, the largest holds
    if (task !== undefined && perDag !== null) task.slots = Math.max(task.slots ?? -1, perDag);
  }
  const held = new Map<string, number>();
  for (const { dagId, leases } of leasesOfDag) held.set(dagId, (held.get(dagId) ?? 0) + leases);
  const asked = waiters.map((each): Waiter => ({
    ...each,
    key: ticketKey(each),
    demands: demandsOf(pool, each, global),
  }));
  return grantOrder(asked, { limits: supply, leasesOfDag: held }).flatMap(({ key }) => queued.get(key) ?? []);
}

const demandsOf = (pool: string, { poolSlots, perDag, dagId, taskId }: Queued, global: boolean): Demand[] => [
  { limit: `pool/${pool}`, slots: poolSlots },
  ...(perDag === null ? [] : [{ limit: `task/${dagId}/${taskId}`, slots: 1 }]),
  ...(global ? [{ limit: 'global/all', slots: 1 }] : []),
];

/** Slots of pool `default` are rows; one that somebody holds for a moment may be missing, and who comes last does without. */
async function withDefaultSlots(tx: Tx, grants: readonly Grant[]): Promise<Grant[]> {
  const wanted = grants.reduce((sum, { poolSlots }) => sum + poolSlots, 0);
  const free = wanted === 0 ? [] : await takeDefaultSlots(tx, wanted);
  return grants.flatMap((grant) => {
    if (free.length < grant.poolSlots) return [];
    return [{ ...grant, slots: free.splice(0, grant.poolSlots) }];
  });
}
