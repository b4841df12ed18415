import type { Pool } from 'pg';
import { body, params } from './body.js';
import { mutate } from './clients.js';
import { bodiesOf, mostAtOnce, readLedger } from './ledger.js';
import type { Work } from './work.js';
import type { World } from './world.js';

const SLOTS = 3;

/** 20 tasks that all want a slot of one pool. */
const POOL_DAG = {
  id: 'chaos_pool',
  params,
  tasks: Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => [`t${i}`, { ...body(0.2), pool: 'chaos_three', priorityWeight: 1 + (i % 3) }]),
  ),
};

/** Pools hold over all runs of all DAGs: every body that ever ran in this pool. */
async function tooMany(world: World, pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>('select id from dag_runs where dag_id = $1', [POOL_DAG.id]);
  const ledger = readLedger(world.ledger);
  const most = mostAtOnce(rows.flatMap(({ id }) => bodiesOf(ledger, `${id}/`)));
  return most <= SLOTS ? [] : [`${most} bodies at once in a pool of ${SLOTS}`];
}

const pooled: Work = {
  name: `20 tasks in a pool of ${SLOTS}`,
  dags: [POOL_DAG],
  set: (world) => mutate(world, 'setPool', 'SetPoolInput', { name: 'chaos_three', slots: SLOTS }, 'PoolSaved'),
  go: async (world) => [
    { id: (await world.trigger(POOL_DAG.id)).id, ends: ['SUCCESS'], wrong: (pool) => tooMany(world, pool) },
  ],
};

export const LIMIT_WORKS = { pooled };
