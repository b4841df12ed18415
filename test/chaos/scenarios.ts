import { Client, Connection } from '@temporalio/client';
import { CHAOS_DAGS, LONG_DAG, LONG_MS, SEGMENTS_DAG } from './dags.js';
import { backfillScenario } from './backfill-scenario.js';
import { clearSurely } from './clear-surely.js';
import type { ExpectedRun } from './expected-run.js';
import { pause } from './patience.js';
import type { Scenario } from './scenario.js';
import { WORK_SCENARIOS } from './work-scenarios.js';
import { descendantsOf, LEASE_MS, type Part, type World } from './world.js';

const mixed = async (world: World): Promise<ExpectedRun[]> => {
  const runs: ExpectedRun[] = [];
  for (const { spec, ends } of CHAOS_DAGS) runs.push({ id: (await world.trigger(spec.id)).id, ends: [ends] });
  return runs;
};
const long = async (world: World): Promise<ExpectedRun> => ({
  id: (await world.trigger(LONG_DAG.id)).id,
  ends: ['SUCCESS'],
});

/** Kills one part, or all, at random instants of a mix of runs. */
const killAt = (name: string, parts: readonly Part[]): Scenario => ({
  name,
  act: async (world, random) => {
    const triggering = mixed(world);
    await pause(200 + random() * 2_500);
    for (const part of parts) world.signal(part, 'SIGKILL');
    await world.up();
    return triggering;
  },
});

const killAll = (name: string, deleteTemporal: boolean): Scenario => ({
  name,
  act: async (world, random) => {
    const runs = await mixed(world);
    await pause(200 + random() * 2_500);
    await world.killEverything();
    if (deleteTemporal) world.deleteTemporal();
    await world.up();
    return runs;
  },
});

/** A stopped worker comes back after its lease has lapsed: its bodies must be dead by then, and it must not begin anything. */
const stopWorker = (name: string, beforeMs: number): Scenario => ({
  name,
  act: async (world) => {
    const running = beforeMs > 0 ? await long(world) : null;
    await pause(beforeMs);
    const pids = world.pids('worker');
    world.signal('worker', 'SIGSTOP', pids);
    const run = running ?? (await long(world));
    await pause(LEASE_MS + 1_500);
    world.signal('worker', 'SIGCONT', pids);
    return [run];
  },
});

const postgresAway: Scenario = {
  name: 'PostgreSQL away for a while between the end of a body and its finish',
  act: async (world) => {
    const run = await long(world);
    await pause(LONG_MS - 300);
    const pids = world.pids('postgres').flatMap((pid) => [pid, ...descendantsOf(pid)]);
    world.signal('postgres', 'SIGSTOP', pids);
    await pause(3_000);
    world.signal('postgres', 'SIGCONT', pids);
    return [run];
  },
};

const terminated: Scenario = {
  name: 'an execution terminated from outside',
  act: async (world) => {
    const run = await long(world);
    await pause(LONG_MS / 2);
    const connection = await Connection.connect({ address: new URL((await world.up()).temporal).host });
    await new Client({ connection }).workflow.getHandle(`run/${run.id}/1`).terminate('by the test');
    await connection.close();
    return [run];
  },
};

const cancelRace: Scenario = {
  name: 'a cancel racing a completion',
  act: async (world, random) => {
    const run = await long(world);
    await pause(LONG_MS - 100 + random() * 500);
    await world.api.ask(
      `mutation ($id: ID!) { setDagRunState(input: { dagRunId: $id, state: FAILED, reason: "race" }) { __typename } }`,
      { id: run.id },
    );
    return [{ id: run.id, ends: ['FAILED', 'SUCCESS'] }];
  },
};

const clearsRace: Scenario = {
  name: 'two clears racing the end of a run, their replies lost with the API',
  act: async (world, random) => {
    const run = await long(world);
    await pause(LONG_MS + 100 + random() * 600);
    const clears = [clearSurely(world, run.id), clearSurely(world, run.id)];
    await pause(random() * 80);
    world.signal('service', 'SIGKILL');
    await world.up();
    await Promise.all(clears);
    return [run];
  },
};

const clearClosed: Scenario = {
  name: 'a clear on a closed run, worker and Temporal killed while it goes on',
  act: async (world, random) => {
    const run = await long(world);
    await world.api.ended(run.id);
    const clearing = clearSurely(world, run.id);
    await pause(random() * 2_500);
    world.signal('worker', 'SIGKILL');
    world.signal('temporal', 'SIGKILL');
    await world.up();
    await clearing;
    return [run];
  },
};

const temporalGoneUnderOperator: Scenario = {
  name: "Temporal's database deleted under a long operator on a healthy worker",
  act: async (world) => {
    const run = await long(world);
    await pause(LONG_MS / 2);
    world.signal('temporal', 'SIGKILL');
    world.deleteTemporal();
    await world.up();
    return [run];
  },
};

const workerAndSupervisor: Scenario = {
  name: 'worker and supervisor killed in the middle of a body',
  act: async (world) => {
    const run = await long(world);
    await pause(LONG_MS / 2);
    world.signal('supervisor', 'SIGKILL');
    world.signal('worker', 'SIGKILL');
    await world.product.exited();
    await world.up();
    return [run];
  },
};

const secondWorker: Scenario = {
  name: 'worker and supervisor killed with a second worker alive',
  act: async (world) => {
    const second = await world.secondWorker();
    const runs = await mixed(world);
    await pause(800);
    world.signal('supervisor', 'SIGKILL');
    world.signal('worker', 'SIGKILL');
    await world.product.exited();
    await world.up();
    await pause(1_000);
    second.kill('SIGKILL');
    return runs;
  },
};

const segments: Scenario = {
  name: 'segments of 50 events with a task that outlasts several',
  act: async (world) => [{ id: (await world.trigger(SEGMENTS_DAG.id)).id, ends: ['SUCCESS'] }],
};

/** With a lease that is longer than the outage, and an outage that is longer than every connection's patience. */
const postgresAwayLong: Scenario = {
  name: 'PostgreSQL down for 12 s between the end of a body and its finish',
  env: { CONTINUO_WORKER_LEASE: '20s' },
  act: async (world) => {
    const run = await long(world);
    await pause(LONG_MS - 100);
    const pids = world.pids('postgres').flatMap((pid) => [pid, ...descendantsOf(pid)]);
    world.signal('postgres', 'SIGSTOP', pids);
    await pause(12_000);
    world.signal('postgres', 'SIGCONT', pids);
    return [run];
  },
};

export const SCENARIOS: Scenario[] = [
  killAt('worker killed', ['worker']),
  killAt('API killed', ['service']),
  killAt('Temporal killed', ['temporal']),
  killAt('PostgreSQL killed', ['postgres']),
  killAll('everything killed at once', false),
  killAt('worker and Temporal killed', ['worker', 'temporal']),
  killAll('everything killed, Temporal database deleted', true),
  stopWorker('worker stopped before begin, continued after its lease lapsed', 0),
  killAt('PostgreSQL and worker killed', ['postgres', 'worker']),
  stopWorker('worker stopped in the middle of a body, continued after its lease lapsed', LONG_MS / 2),
  killAt('API and worker killed', ['service', 'worker']),
  temporalGoneUnderOperator,
  postgresAway,
  workerAndSupervisor,
  killAt('Temporal and PostgreSQL killed', ['temporal', 'postgres']),
  terminated,
  cancelRace,
  clearsRace,
  clearClosed,
  killAt('API and Temporal killed', ['service', 'temporal']),
  segments,
  secondWorker,
  ...WORK_SCENARIOS,
  backfillScenario(30, 2),
  postgresAwayLong,
];
