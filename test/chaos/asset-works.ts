import type { Pool } from 'pg';
import { body, params } from './body.js';
import { pause } from './patience.js';
import type { Work } from './work.js';

/** Updates one asset by a process, then another by a task that only marks. */
const PRODUCER = {
  id: 'chaos_producer',
  params,
  tasks: {
    make: { ...body(0.3), outlets: [{ asset: 'chaos_made', extra: { run: '{{ dagRun.id }}' } }] },
    mark: { type: 'empty', upstream: ['make'], outlets: [{ asset: 'chaos_marked' }] },
  },
};

/** Nobody triggers it. */
const CONSUMER = {
  id: 'chaos_consumer',
  schedule: { assets: ['chaos_made', 'chaos_marked'] },
  maxActiveRuns: 2,
  tasks: { take: { type: 'empty' } },
};

/** So long may the runs take that follow. */
const FOLLOW_MS = 60_000;

const followed: Work = {
  name: 'runs that follow assets',
  dags: [PRODUCER, CONSUMER],
  go: async (world) => {
    const ids: string[] = [];
    for (let i = 0; i < 6; i += 1) {
      ids.push((await world.trigger(PRODUCER.id)).id);
      await pause(200);
    }
    return ids.map((id, i) => ({
      id,
      ends: ['SUCCESS' as const],
      wrong: async (pool: Pool) => [...(await updatesOf(pool, id)), ...(i === 0 ? await consumed(pool) : [])],
    }));
  },
};

/** Each of its two tasks has succeeded once, and updated its asset once. */
async function updatesOf(pool: Pool, id: string): Promise<string[]> {
  const { rows } = await pool.query<{ asset: string }>(
    'select asset from asset_events where dag_run_id = $1 order by asset',
    [id],
  );
  const updated = rows.map(({ asset }) => asset).join(' ');
  return updated === 'chaos_made chaos_marked' ? [] : [`updated ${updated || 'nothing'}`];
}

interface Consumption {
  /** Places of events, in runs or in the queue, that are not exactly one. */
  misplaced: number;
  /** Assets in the queue. */
  waiting: number;
  open: number;
  /** Runs that took no event of one of the assets. */
  premature: number;
}

/** Every update is taken by one run or waits for the other asset, and every run had both. */
async function consumed(pool: Pool): Promise<string[]> {
  for (const until = Date.now() + FOLLOW_MS; ; await pause(250)) {
    const { rows } = await pool.query<Consumption>(CONSUMPTION, [CONSUMER.id]);
    const [now] = rows;
    if (now === undefined) return ['nobody knows what was consumed'];
    const settled = now.waiting < 2 && now.open === 0;
    if (!settled && Date.now() < until) continue;
    return [
      ...(settled ? [] : [`${now.waiting} assets wait together, ${now.open} runs that follow are open`]),
      ...(now.misplaced === 0 ? [] : [`${now.misplaced} updates are not in exactly one place`]),
      ...(now.premature === 0 ? [] : [`${now.premature} runs came before both assets had`]),
    ];
  }
}

const CONSUMPTION = `
with taken as (
  select t.event_id, r.id as run, e.asset from triggering_asset_events t
  join dag_runs r on r.id = t.dag_run_id and r.dag_id = $1 join asset_events e on e.id = t.event_id
), placed as (
  select event_id from taken union all select event_id from asset_queue where dag_id = $1
)
select
  (select count(*) from asset_events e where e.asset in ('chaos_made', 'chaos_marked')
    and (select count(*) from placed p where p.event_id = e.id) <> 1)::int as misplaced,
  (select count(distinct asset) from asset_queue where dag_id = $1)::int as waiting,
  (select count(*) from dag_runs where dag_id = $1 and ended_at is null)::int as open,
  (select count(*) from dag_runs r where dag_id = $1 and (select count(distinct asset) from taken where run = r.id) <> 2)::int as premature`;

export const ASSET_WORKS = { followed };
