import type { Pool } from 'pg';
import { findBreaches, type Breach } from '../invariants.js';
import { insist, pause } from '../patience.js';
import { randomFor } from '../random.js';
import { Services } from '../services.js';
import { Striker } from '../striker.js';
import { World } from '../world.js';
import { drawUpdates, type Update } from './draw-updates.js';
import { followBreaches } from './follow-breaches.js';
import { FOLLOWERS, followerDag, MAKERS } from './followers.js';
import { Sender } from './sender.js';

export interface HooksCrashed {
  breaches: Breach[];
  updates: number;
  /** Runs that followed. */
  runs: number;
  kills: number;
  stops: number;
  /** Requests whose answer nobody read. */
  lostReplies: number;
}

/** Senders at once. */
const HANDS = 8;
/** With no change for so long, what is broken stays so. */
const STILL_MS = 45_000;

/**
 * Updates of assets by signed hooks, by the mutation and by tasks, sent to three services of which one is always being killed or stopped, as is the worker
 * now and then, by senders who lose answers and send again: what was recorded, and the runs that followed, against what was sent.
 */
export async function crashHooks({ seed, seconds }: { seed: number; seconds: number }): Promise<HooksCrashed> {
  const world = new World();
  const services = new Services(world, 2);
  const random = randomFor(seed, 1);
  try {
    await world.up();
    await services.start();
    await registerAll(world);
    const sender = new Sender(world, services, random);
    await sender.prepare();
    const updates = drawUpdates(random, 5 * seconds, seconds * 1_000);
    const striking = new Striker(world, services, seed, ['service', 'worker']);
    const counts = striking.until(Date.now() + seconds * 1_000);
    await Promise.all([counts, sendAll(sender, updates)]);
    await world.up();
    await sender.allAnswer();
    return {
      ...(await counts),
      updates: updates.length,
      lostReplies: sender.lostReplies,
      ...(await settled(world, updates, sender)),
    };
  } finally {
    services.stop();
    await world.stop();
  }
}

async function registerAll(world: World): Promise<void> {
  for (const dag of [...Object.values(MAKERS), ...FOLLOWERS.map(followerDag)]) {
    await insist(async () => {
      await world.api.register(dag);
      return true;
    });
  }
}

async function sendAll(sender: Sender, updates: readonly Update[]): Promise<void> {
  const began = Date.now();
  const left = [...updates];
  const hand = async (): Promise<void> => {
    for (let update = left.shift(); update !== undefined; update = left.shift()) {
      await pause(Math.max(0, began + update.after - Date.now()));
      await sender.send(update);
    }
  };
  await Promise.all(Array.from({ length: HANDS }, hand));
}

/** Asked until all is as it must be, and stays so; or nothing changes any more. */
async function settled(
  world: World,
  updates: readonly Update[],
  sender: Sender,
): Promise<{ breaches: Breach[]; runs: number }> {
  const pool = await world.pool();
  const look = async (): Promise<Breach[]> => [
    ...(await followBreaches(pool, updates, sender.told)),
    ...(await findBreaches(pool, world.ledger)),
  ];
  try {
    let last = '';
    let breaches = await look();
    for (let since = Date.now(), held = 0; held < 2 && Date.now() - since < STILL_MS; breaches = await look()) {
      held = breaches.length === 0 ? held + 1 : 0;
      const now = JSON.stringify(breaches);
      if (now !== last) [last, since] = [now, Date.now()];
      await pause(500);
    }
    return { breaches, runs: await countRuns(pool) };
  } finally {
    await pool.end();
  }
}

async function countRuns(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from dag_runs where type = 'ASSET_TRIGGERED'`,
  );
  return rows[0]?.count ?? 0;
}
