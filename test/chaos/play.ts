import type { Pool } from 'pg';
import { findBreaches, type Breach } from './invariants.js';
import { randomFor, type Scenario } from './scenarios.js';
import { pause, type World } from './world.js';

/** How long everything may take to come to its end after the last fault. */
const SETTLE_MS = 60_000;

/** Plays one scenario and answers every breach: runs that did not end as they must, and broken invariants. */
export async function play(world: World, scenario: Scenario, seed: number, place: number): Promise<Breach[]> {
  await world.rested();
  const expected = await scenario.act(world, randomFor(seed, place));
  const pool = await world.pool();
  try {
    const unsettled = await settle(pool);
    const { rows } = await pool.query<{ id: string; state: string }>(
      'select id, state from dag_runs where id = any($1)',
      [expected.map((run) => run.id)],
    );
    const state = new Map(rows.map((row) => [row.id, row.state]));
    const wrong = expected.filter((run) => !run.ends.some((end) => end === state.get(run.id)));
    return [
      ...unsettled.map((what) => ({ invariant: 'every run ends', what })),
      ...wrong.map((run) => ({
        invariant: 'runs end as they must',
        what: `${run.id}: ${state.get(run.id) ?? 'lost'}, not ${run.ends.join(' or ')}`,
      })),
      ...(await findBreaches(pool, world.ledger)),
    ];
  } finally {
    await pool.end();
  }
}

/** Waits until no run is open, no body is left and every event has its position; answers what is still open when time is up. */
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
    union all select 'event ' || stream from event_pending limit 20`);
  return rows.map((row) => row.what);
}
