import type { Pool } from 'pg';
import { mutate, untilTask } from './clients.js';
import type { ExpectedRun } from './expected-run.js';
import { CANCELLED_DAG, MAPPED_DAG, MAPPED_GROUP_DAG, MAPPED_SEGMENTS_DAG, TEARDOWN_DAG } from './shape-dags.js';
import type { Work } from './work.js';
import type { World } from './world.js';

const triggered = async (world: World, dag: { id: string }, more: Omit<ExpectedRun, 'id'>): Promise<ExpectedRun[]> => [
  { id: (await world.trigger(dag.id)).id, ...more },
];

/** The teardown has had its effect once, whatever died: one of its attempts has succeeded, and it is the last. */
const cleanedOnce =
  (id: string) =>
  async (pool: Pool): Promise<string[]> => {
    const { rows } = await pool.query<{ outcome: string }>(
      `select outcome from task_attempts where dag_run_id = $1 and task_id = 'drop' order by try_number, attempt`,
      [id],
    );
    const said = rows.map((row) => row.outcome);
    const once = said.filter((outcome) => outcome === 'SUCCESS').length === 1 && said.at(-1) === 'SUCCESS';
    return once ? [] : [`the teardown's attempts: ${said.join(', ') || 'none'}`];
  };

const mapped: Work = {
  name: 'a mapped task of 40',
  dags: [MAPPED_DAG],
  go: (world) =>
    triggered(world, MAPPED_DAG, { ends: ['SUCCESS'], tasks: { each: { SUCCESS: 40 }, after: { SUCCESS: 1 } } }),
};

const mappedGroup: Work = {
  name: 'a mapped group',
  dags: [MAPPED_GROUP_DAG],
  go: (world) =>
    triggered(world, MAPPED_GROUP_DAG, {
      ends: ['SUCCESS'],
      tasks: {
        'g.first': { SUCCESS: 5, FAILED: 1 },
        'g.second': { SUCCESS: 5, UPSTREAM_FAILED: 1 },
        'g.third': { SUCCESS: 6 },
        after: { SUCCESS: 1 },
      },
    }),
};

const mappedSegments: Work = {
  name: 'a mapped task over many segments of 50 events',
  dags: [MAPPED_SEGMENTS_DAG],
  go: (world) => triggered(world, MAPPED_SEGMENTS_DAG, { ends: ['SUCCESS'], tasks: { each: { SUCCESS: 100 } } }),
};

const teardown: Work = {
  name: 'work that fails, with a teardown',
  dags: [TEARDOWN_DAG],
  go: async (world) => {
    const { id } = await world.trigger(TEARDOWN_DAG.id);
    const tasks = { work: { FAILED: 1 }, more: { UPSTREAM_FAILED: 1 }, drop: { SUCCESS: 1 } };
    return [{ id, ends: ['FAILED'], tasks, wrong: cleanedOnce(id) }];
  },
};

const cancelled: Work = {
  name: 'work that is cancelled, with a teardown',
  dags: [CANCELLED_DAG],
  begin: async (world) => {
    const { id } = await world.trigger(CANCELLED_DAG.id);
    await untilTask(world, id, 'work', ['RUNNING']);
    return [id];
  },
  go: async (world, runs) => {
    for (const dagRunId of runs)
      await mutate(world, 'setDagRunState', 'SetDagRunStateInput', { dagRunId, state: 'FAILED' }, 'ControlApplied');
    const tasks = { work: { FAILED: 1 }, more: { SKIPPED: 1 }, drop: { SUCCESS: 1 } };
    return runs.map((id) => ({ id, ends: ['FAILED'], tasks, wrong: cleanedOnce(id) }));
  },
};

export const SHAPE_WORKS = { mapped, mappedGroup, mappedSegments, teardown, cancelled };
