import type { Pool } from 'pg';
import { jobWith } from '../support/job-service.js';
import { body, params } from './body.js';
import type { Work } from './work.js';
import type { World } from './world.js';

const CHILD_DAG = { id: 'chaos_child', params, tasks: { only: body(1) } };
const PARENT_DAG = {
  id: 'chaos_parent',
  params,
  tasks: {
    child: {
      type: 'triggerDag',
      with: {
        dag: CHILD_DAG.id,
        conf: {
          ledger: '{{ params.ledger }}',
          system: '{{ params.system }}',
          jobs: '{{ params.jobs }}',
          parent: '{{ dagRun.id }}',
        },
        wait: true,
      },
    },
    after: { ...body(0.2), upstream: ['child'] },
  },
};

async function notOneChild(id: string, pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ state: string }>(`select state from dag_runs where conf->>'parent' = $1`, [id]);
  return rows.length === 1 && rows[0]?.state === 'SUCCESS'
    ? []
    : [`its runs: ${rows.map((run) => run.state).join(', ')}`];
}

const nested: Work = {
  name: 'a run that waits for a run of its own',
  dags: [CHILD_DAG, PARENT_DAG],
  go: async (world) => {
    const { id } = await world.trigger(PARENT_DAG.id);
    return [{ id, ends: ['SUCCESS'], tasks: { child: { SUCCESS: 1 } }, wrong: (pool) => notOneChild(id, pool) }];
  },
};

const JOB_DAG = {
  id: 'chaos_job',
  params,
  tasks: {
    job: { type: 'http.job', with: { ...jobWith('{{ params.jobs }}'), pollInterval: '500ms' } },
    after: { ...body(0.2), upstream: ['job'] },
  },
};

/** Each run has submitted one job, and never cancelled it, however often its worker died. */
async function notOneJobEach(world: World, pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ runs: number }>('select count(*)::int as runs from dag_runs where dag_id = $1', [
    JOB_DAG.id,
  ]);
  const jobs = world.system.jobs?.jobs ?? [];
  const cancelled = jobs.filter((job) => job.cancels > 0).length;
  const said = `${jobs.length} jobs of ${rows[0]?.runs ?? 0} runs, ${cancelled} of them cancelled`;
  return jobs.length === rows[0]?.runs && cancelled === 0 ? [] : [said];
}

const job: Work = {
  name: 'a job of another system',
  dags: [JOB_DAG],
  go: async (world) => {
    const { id } = await world.trigger(JOB_DAG.id);
    return [{ id, ends: ['SUCCESS'], tasks: { job: { SUCCESS: 1 } }, wrong: (pool) => notOneJobEach(world, pool) }];
  },
};

export const DEFERRED_WORKS = { nested, job };
