import type { Breach } from '../invariants.js';
import { insist, pause } from '../patience.js';
import { drawn, randomOf } from '../random.js';
import { World } from '../world.js';
import { countMade, dueBreaches } from './due-breaches.js';
import { dueDags, type DueDag } from './due-dags.js';
import { Services } from './services.js';

export interface SchedulesCrashed {
  breaches: Breach[];
  /** Instants at which a run was due. */
  due: number;
  kills: number;
  stops: number;
  /** Ms from when a run was due to when it was made, ascending. */
  lateness: number[];
}

/** Beside the supervisor's. */
const OTHERS = 2;
/** Of the supervisor's within a minute: at the fifth death it would give up. */
const MOST_KILLS = 3;

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
  const services = new Services(world, OTHERS);
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

/** Kills and stops service processes, at instants and for lengths that follow from the seed. Place -1 is the supervisor's. */
class Striker {
  private readonly random: () => number;
  private kills = 0;
  private stops = 0;
  private ownKills: number[] = [];

  constructor(
    private readonly world: World,
    private readonly services: Services,
    seed: number,
  ) {
    this.random = randomOf(seed);
  }

  async until(end: number): Promise<{ kills: number; stops: number }> {
    const under: Promise<void>[] = [];
    while (Date.now() < end) {
      await pause(500 + this.random() * 2_500);
      under.push(this.strike(Math.floor(this.random() * (OTHERS + 1)) - 1));
    }
    await Promise.all(under);
    return { kills: this.kills, stops: this.stops };
  }

  private async strike(place: number): Promise<void> {
    const kill = this.random() < 0.5;
    const length = drawn(this.random, [100, 1_000, 3_000, 8_000]);
    if (kill && this.mayKill(place)) await this.kill(place, length);
    else await this.stop(place, length);
  }

  private mayKill(place: number): boolean {
    this.ownKills = this.ownKills.filter((at) => at > Date.now() - 60_000);
    return place >= 0 || this.ownKills.length < MOST_KILLS;
  }

  private async kill(place: number, length: number): Promise<void> {
    this.kills += 1;
    if (place < 0) {
      this.ownKills.push(Date.now());
      this.world.signal('service', 'SIGKILL');
      return;
    }
    this.services.signal(place, 'SIGKILL');
    await pause(length);
    if (this.services.hasEnded(place)) await this.services.launch(place);
  }

  private async stop(place: number, length: number): Promise<void> {
    this.stops += 1;
    const pids = this.world.pids('service');
    const send = (signal: 'SIGSTOP' | 'SIGCONT'): void =>
      place < 0 ? this.world.signal('service', signal, pids) : this.services.signal(place, signal);
    send('SIGSTOP');
    await pause(length);
    send('SIGCONT');
  }
}
