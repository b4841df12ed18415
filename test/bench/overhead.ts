import { Client, Connection } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { RunningProduct } from '../support/product/running-product.js';
import { startBareWorker } from './bare-worker.js';
import { CASES, type Case } from './cases.js';
import { usageOf, type Usage } from './process-usage.js';
import { spread, type Spread } from './spread.js';

export interface CaseResult {
  name: string;
  continuoMs: Spread;
  bareMs: Spread;
  ratio: number;
  most: Case['most'];
  holds: boolean | null;
}
export interface OverheadResult {
  cases: CaseResult[];
  usage: Record<string, Usage>;
}

/** Continuo against bare Temporal on the same server, one after the other in turns, so that noise meets both. What warms both up, one turn of each case, is thrown away. */
export async function measureOverhead(turns: number, only = ''): Promise<OverheadResult> {
  const product = RunningProduct.launch({ env: { CONTINUO_PROJECT: 'test/bench/project' } });
  try {
    const endpoint = await product.ready();
    const bare = await startBareWorker(new URL(endpoint.temporal).host);
    const client = new Client({ connection: await Connection.connect({ address: new URL(endpoint.temporal).host }) });
    const cases: CaseResult[] = [];
    for (const one of CASES) if (one.name.includes(only)) cases.push(await measureCase(one, product, client, turns));
    const usage = Object.fromEntries(
      Object.entries(endpoint.pids).flatMap(([name, pid]) =>
        pid === null ? [] : [[name, usageOf([pid].flat()[0] ?? 0, name === 'postgres')]],
      ),
    );
    await bare.stop();
    return { cases, usage };
  } finally {
    await product.stopAndRemove();
  }
}

async function measureCase(one: Case, product: RunningProduct, client: Client, turns: number): Promise<CaseResult> {
  const api = product.api();
  await api.register(one.spec);
  const continuo: number[] = [];
  const bare: number[] = [];
  for (let turn = -one.times; turn < turns * one.times; turn += 1) {
    const ours = await time(async () => {
      const run = await api.ended((await api.trigger({ dagId: String(one.spec['id']) })).id);
      if (run.state !== 'SUCCESS') throw new Error(`${one.name}: the run ended ${run.state}`);
    });
    const theirs = await time(() =>
      client.workflow.execute(one.bare.workflow, {
        taskQueue: 'bare',
        workflowId: `bare-${randomUUID()}`,
        args: [one.bare.size],
      }),
    );
    if (turn < 0) continue;
    continuo.push(ours);
    bare.push(theirs);
  }
  await api.close();
  return result(one, spread(continuo), spread(bare));
}

function result(one: Case, continuoMs: Spread, bareMs: Spread): CaseResult {
  const { most, name } = one;
  const holds = most === null ? null : continuoMs.median <= bareMs.median * most.ratio + most.plusMs;
  return { name, continuoMs, bareMs, ratio: continuoMs.median / bareMs.median, most, holds };
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
