import type { Client } from 'pg';

/** How a pool was used while its tasks ran. */
export interface PoolUse {
  slots: number;
  /** Greatest number of bodies at once, by the times of their attempts. */
  mostBodies: number;
  /** Greatest number of slots held, over all looks. */
  mostHeld: number;
  looks: number;
  /** Looks at which a slot was free while somebody waited for one: between a release and the grant that follows it. */
  idleLooks: number;
}

const EVERY_MS = 20;

/** Looks at the pool's slots in one snapshot each time, until it is stopped. */
export function watchPool(database: Client, pool: string, slots: number): { stop(): Promise<PoolUse> } {
  const use: PoolUse = { slots, mostBodies: 0, mostHeld: 0, looks: 0, idleLooks: 0 };
  let going = true;
  const watching = (async () => {
    while (going) {
      const { rows } = await database.query<{ held: number; waiting: number }>(LOOK, [pool]);
      const { held = 0, waiting = 0 } = rows[0] ?? {};
      use.looks += 1;
      use.mostHeld = Math.max(use.mostHeld, held);
      if (waiting > 0 && held < slots) use.idleLooks += 1;
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  })();
  return {
    stop: async () => {
      going = false;
      await watching;
      const { rows } = await database.query<{ most: number }>(BODIES);
      return { ...use, mostBodies: rows[0]?.most ?? 0 };
    },
  };
}

const LOOK = `
select (select coalesce(sum(slots), 0)::int from slot_leases where kind = 'pool' and id = $1) as held,
  (select count(*)::int from slot_waiters where pool = $1) as waiting`;

const BODIES = `
select max(open)::int as most from (
  select sum(step) over (order by at, step) as open from (
    select started_at as at, 1 as step from task_attempts union all select ended_at, -1 from task_attempts where ended_at is not null
  ) as steps
) as counts`;
