import { Client, Connection } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { RunningProduct } from '../support/product/running-product.js';
import { startBareWorker } from './bare-worker.js';
import { LOAD_CASES, type LoadCase } from './load-cases.js';
import { memoryOf, type MemoryTrack } from './memory-track.js';
import { type PoolUse, watchPool } from './pool-watch.js';
import { slowQueries, watchQueries } from './slow-queries.js';

export interface LoadResult {
  name: string;
  seconds: number;
  tasksPerSecond: number;
  bareTasksPerSecond: number | null;
  ratio: number | null;
  least: number | null;
  holds: boolean | null;
  /** Resident MB of each process: at the beginning, the greatest, at the end. */
  memory: MemoryTrack;
  pool: PoolUse | null;
  /** Statements that took longer than 200 ms. */
  slow: string[];
}

/** Each load case once on a fresh product, with bare Temporal doing the same on the same server where the case says so. */
export async function measureLoad(only: string): Promise<LoadResult[]> {
  const results: LoadResult[] = [];
  for (const one of LOAD_CASES) if (one.name.includes(only)) results.push(await measureCase(one));
  return results;
}

async function measureCase(one: LoadCase): Promise<LoadResult> {
  const product = RunningProduct.launch({ env: { CONTINUO_PROJECT: 'test/bench/project' } });
  try {
    const endpoint = await product.ready();
    const database = new pg.Client({ connectionString: endpoint.database });
    // it is ended with its server where a case fails
    database.on('error', () => undefined);
    await database.connect();
    await watchQueries(database);
    const memory = memoryOf(endpoint.pids);
    if (one.pool !== undefined) await product.api().ask(SET_POOL, { input: one.pool });
    const watch = one.pool === undefined ? null : await watchPool(database, one.pool.name, one.pool.slots);
    const seconds = await ours(one, product);
    const pool = (await watch?.stop()) ?? null;
    await database.end();
    const slow = slowQueries(product.home);
    const track = memory.stop();
    const bare = one.bareShards === null ? null : await theirs(one.bareShards, new URL(endpoint.temporal).host);
    return { name: one.name, ...rates(one, seconds, bare), memory: track, pool, slow };
  } finally {
    await product.stopAndRemove();
  }
}

async function ours({ name, spec, runs, withinMs }: LoadCase, product: RunningProduct): Promise<number> {
  const api = product.api();
  await api.register(spec);
  const started = performance.now();
  const dagId = String(spec['id']);
  const ids = await Promise.all(Array.from({ length: runs }, async () => (await api.trigger({ dagId })).id));
  for (const id of ids) {
    const run = await api.ended(id, withinMs);
    if (run.state !== 'SUCCESS') throw new Error(`${name}: a run ended ${run.state}`);
  }
  const seconds = (performance.now() - started) / 1000;
  await api.ask(SHOW, { id: ids[0] });
  await api.close();
  return seconds;
}

const SET_POOL = `mutation ($input: SetPoolInput!) { setPool(input: $input) { __typename } }`;

/** What a page of a run asks for. */
const SHOW = `query ($id: ID!) { dagRun(id: $id) { state stateCounts { state count } tasks(first: 500) { totalCount nodes { taskId mapIndex state } } } }`;

async function theirs({ total, size }: { total: number; size: number }, address: string): Promise<number> {
  const worker = await startBareWorker(address);
  const client = new Client({ connection: await Connection.connect({ address }) });
  const options = { taskQueue: 'bare', workflowId: `bare-${randomUUID()}` };
  await client.workflow.execute('bareParallel', { ...options, workflowId: `warm-${randomUUID()}`, args: [100] });
  const started = performance.now();
  await client.workflow.execute('bareShards', { ...options, args: [total, size] });
  const seconds = (performance.now() - started) / 1000;
  await worker.stop();
  return seconds;
}

function rates({ tasks, least }: LoadCase, seconds: number, bareSeconds: number | null) {
  const tasksPerSecond = tasks / seconds;
  const bareTasksPerSecond = bareSeconds === null ? null : tasks / bareSeconds;
  const ratio = bareTasksPerSecond === null ? null : tasksPerSecond / bareTasksPerSecond;
  return {
    seconds,
    tasksPerSecond,
    bareTasksPerSecond,
    ratio,
    least,
    holds: ratio === null || least === null ? null : ratio >= least,
  };
}
