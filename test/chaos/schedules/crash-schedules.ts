import type { Breach } from '../invariants.js';
import { insist, pause } from '../patience.js';
import { Services } from '../services.js';
import { Striker } from '../striker.js';
import { World } from '../world.js';
import { countMade, dueBreaches } from './due-breaches.js';
import { dueDags, type DueDag } from './due-dags.js';

export interface SchedulesCrashed {
  breaches: Breach[];
  /** Instants at which a run was due. */
  due: number;
  kills: number;
  stops: number;
  /** Ms from when a run was due to when it was made, ascending. */
  lateness: number[];
}

/**
 * Many DAGs due every few seconds, three service processes on one database, and one of them killed or stopped every other second: which runs were
 * made, against the instants at which they were due.
 */
export async function crashSchedules(options: {
  seed: number;
  dags: number;
  seconds: number;
}): Promise<SchedulesCrashed> {
  const world = new World();
  const services = new Services(world, 2);
  try {
    await world.up();
    await services.start();
    const from = Math.ceil(Date.now() / 1_000) * 1_000;
    const dags = dueDags(options.dags, from, from + options.seconds * 1_000);
    const striking = new Striker(world, services, options.seed);
    const [counts] = await Promise.all([striking.until(from + options.seconds * 1_000), registerAll(world, dags)]);
    const due = dags.reduce((sum, { logicalDates }) => sum + logicalDates.length, 0);
    return { ...counts, due, ...(await settled(world, dags, due)) };
  } finally {
    services.stop();
    await world.stop();
  }
}

/** By several hands at once, each registration tried until it is acknowledged, as a careful client does. */
async function registerAll(world: World, dags: readonly DueDag[]): Promise<void> {
  const left = [...dags];
  const hand = async (): Promise<void> => {
    for (let dag = left.pop(); dag !== undefined; dag = left.pop()) {
      const { spec } = dag;
      await insist(async () => {
        await world.api.register(spec);
        return true;
      });
    }
  };
  await Promise.all(Array.from({ length: 8 }, hand));
}

/** Asked until all are made, or no more come. */
async function settled(world: World, dags: readonly DueDag[], due: number) {
  const pool = await world.pool();
  try {
    let best = -1;
    for (let since = Date.now(); Date.now() - since < 60_000; await pause(500)) {
      const made = await countMade(pool);
      if (made >= due) break;
      if (made > best) [best, since] = [made, Date.now()];
    }
    const { breaches, lateness } = await dueBreaches(pool, dags);
    return { breaches, lateness: lateness.sort((a, b) => a - b) };
  } finally {
    await pool.end();
  }
}
