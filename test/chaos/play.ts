import type { Pool } from 'pg';
import { findMisled } from './expected-run.js';
import { findBreaches, type Breach } from './invariants.js';
import { pause } from './patience.js';
import type { Scenario } from './scenario.js';
import type { World } from './world.js';

/** How long everything may take to come to its end after the last fault. */
const SETTLE_MS = 120_000;

/** Plays one scenario and answers every breach: runs that did not end as they must, and broken invariants. */
export async function play(world: World, scenario: Scenario, random: () => number): Promise<Breach[]> {
  await world.rested(scenario.deaths);
  const expected = await scenario.act(world, random);
  const pool = await world.pool();
  try {
    const unsettled = await settle(pool);
    return [
      ...unsettled.map((what) => ({ invariant: 'every run ends', what })),
      ...(await findMisled(pool, expected)),
      ...(await findBreaches(pool, world.ledger)),
    ];
  } finally {
    await pool.end();
  }
}

/**
 * Waits until no run is open, no slot is held or waited for (a cancelled body holds its own until it is dead) and every event has its position;
 * answers what is still open when time is up.
 */
async function settle(pool: Pool): Promise<string[]> {
  const until = Date.now() + SETTLE_MS;
  for (;;) {
    const open = await openThings(pool).catch((error: Error) => [error.message]);
    if (open.length === 0 || Date.now() > until) return open;
    await pause(250);
  }
}

async function openThings(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ what: string }>(`
    select 'run ' || id || ' ' || dag_id || ' ' || state as what from dag_runs where ended_at is null
    union all select 'attempt ' || dag_run_id || '/' || task_id from task_attempts where ended_at is null
    union all select 'slot ' || kind || ' ' || id || ' of ' || dag_run_id || '/' || task_id from slot_leases
    union all select 'slot of ' || dag_run_id || '/' || task_id from default_slots where dag_run_id is not null
    union all select 'waiting ' || dag_run_id || '/' || task_id from slot_waiters
    union all select 'event ' || stream from event_pending limit 20`);
  return rows.map((row) => row.what);
}
