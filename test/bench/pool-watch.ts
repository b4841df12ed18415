import type { Client } from 'pg';
import { auditPool, type PoolAudit, readPoolAudit } from '../support/pool-audit.js';

/** How a pool was used while its tasks ran. */
export interface PoolUse extends PoolAudit {
  slots: number;
  /** Greatest number of bodies at once, by the times of their attempts. */
  mostBodies: number;
  /** Bodies at once on average: a slot is held from its grant on, and its body begins when a worker has it. */
  meanBodies: number;
}

/**
 * Watches a pool's slots from now on: not by looks from time to time, which could miss what lasts for a moment, but at every commit that changes them.
 * The triggers that do it are part of what is measured.
 */
export async function watchPool(database: Client, pool: string, slots: number): Promise<{ stop(): Promise<PoolUse> }> {
  await auditPool(database, pool);
  return {
    stop: async () => {
      const { rows } = await database.query<{ most: number; mean: number }>(BODIES);
      const { most = 0, mean = 0 } = rows[0] ?? {};
      return { slots, ...(await readPoolAudit(database)), mostBodies: most, meanBodies: mean };
    },
  };
}

const BODIES = `
select (select max(open)::int from (
    select sum(step) over (order by at, step) as open from (
      select started_at as at, 1 as step from task_attempts union all select ended_at, -1 from task_attempts where ended_at is not null
    ) as steps
  ) as counts) as most,
  (select extract(epoch from sum(ended_at - started_at) / nullif(extract(epoch from max(ended_at) - min(started_at)), 0))::float8 from task_attempts) as mean`;
