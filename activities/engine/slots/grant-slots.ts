import { grantOrder } from '../../../src/domain/pools/grant-order.js';
import type { Demand, Limit, Waiter } from '../../../src/domain/pools/waiter.js';
import { ticketKey } from '../../../src/domain/runs/task-key.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import type { TicketKey } from '../attempt/begin.sql.js';
import { giveSlots, type Grant, lockWaiting, takeDefaultSlots } from './give-slots.sql.js';
import { lockLimits, readSlotQueue, type SlotQueue } from './queue.sql.js';

/** Who asks: the run whose turn it is (it reads its leases in the answer), or the ticket that is about to begin. */
export interface Asking {
  dagRunId?: string;
  ticket?: TicketKey;
}

/**
 * The grant transaction of one pool (ARCHITECTURE decision 9): under the locks of its limits, what is free goes to who is first. May be part of a
 * turn or a begin, after its locks of run and ticket. Answers how many
 * tickets got what they asked for.
 */
export async function grantSlots(tx: Tx, pool: string, asking: Asking = {}): Promise<number> {
  const tasks = await lockLimits(tx, pool);
  const queue = await readSlotQueue(tx, pool, tasks);
  const chosen = choose(pool, queue);
  const locked = chosen.length === 0 ? [] : await lockWaiting(tx, chosen);
  const grantable = new Set(locked.map(ticketKey));
  const global = queue.limits.some(({ kind }) => kind === 'global');
  const grants = chosen
    .filter((each) => grantable.has(ticketKey(each)))
    .map((each): Grant => {
      const own = asking.ticket !== undefined && ticketKey(asking.ticket) === ticketKey(each);
      return { ...each, pool, perDag: each.perDag !== null, global, slots: [], own };
    });
  const given = pool === 'default' ? await withDefaultSlots(tx, grants) : grants;
  if (given.length > 0) await giveSlots(tx, given, asking.dagRunId ?? null);
  return given.length;
}

type Queued = SlotQueue['waiters'][number];

/** The tickets whose turn it is, in order. */
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
