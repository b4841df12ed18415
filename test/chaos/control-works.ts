import { writeFileSync } from 'node:fs';
import type { Pool } from 'pg';
import { body, listOf, mappedBody, params } from './body.js';
import { control, mutate, pauseDag, untilEnded, untilTask, untilTold } from './clients.js';
import type { ExpectedRun } from './expected-run.js';
import { bodiesOf, readLedger } from './ledger.js';
import { pause } from './patience.js';
import type { Work } from './work.js';
import type { World } from './world.js';

const CLEARED_DAG = {
  id: 'chaos_cleared',
  params,
  tasks: {
    a: body(0.3),
    b: { ...body(0.8), upstream: ['a'] },
    c: { ...body(0.4), upstream: ['b'] },
  },
};

/** One instance fails as long as it is not cleared. */
const CLEARED_MAP_DAG = {
  id: 'chaos_cleared_map',
  params,
  tasks: {
    list: listOf(6),
    each: { ...mappedBody(0.2, '[ "$N" != 4 ] || [ "$TRY" -ge 2 ]'), map: { n: "{{ xcom('list') }}" } },
    after: { ...body(0.2), upstream: ['each'] },
  },
};

/** Cannot end before its file is there, however late its pause comes. */
const PAUSED_DAG = {
  id: 'chaos_paused',
  params,
  tasks: {
    a: body(0.3),
    wait: {
      type: 'sensor.file',
      with: { path: '{{ params.ledger }}.{{ dagRun.id }}' },
      pokeInterval: '300ms',
      timeout: '10m',
      upstream: ['a'],
    },
    c: { ...body(0.3), upstream: ['wait'] },
  },
};

const DAG_PAUSED_DAG = { ...PAUSED_DAG, id: 'chaos_dag_paused' };

const clear = (world: World, input: object): Promise<void> =>
  mutate(world, 'clearTasks', 'ClearTasksInput', input, 'ControlApplied');

const started = async (world: World, dag: { id: string }): Promise<string> => (await world.trigger(dag.id)).id;

/** An acknowledged clear is not lost: each of these tasks has had so many tries, at least. */
const tried =
  (id: string, tries: Record<string, number>) =>
  async (pool: Pool): Promise<string[]> => {
    const { rows } = await pool.query<{ task: string; tries: number }>(
      `select task_id as task, max(try_number)::int as tries from task_attempts where dag_run_id = $1 group by 1`,
      [id],
    );
    const had = new Map(rows.map((row) => [row.task, row.tries]));
    return Object.entries(tries)
      .filter(([task, wanted]) => (had.get(task) ?? 0) < wanted)
      .map(([task, wanted]) => `${task} had ${had.get(task) ?? 0} tries, not ${wanted}`);
  };

const again = (id: string, tries: Record<string, number>): ExpectedRun => ({
  id,
  ends: ['SUCCESS'],
  tasks: { a: { SUCCESS: 1 }, b: { SUCCESS: 1 }, c: { SUCCESS: 1 } },
  wrong: tried(id, tries),
});

const clearLive: Work = {
  name: 'a clear on a live run',
  dags: [CLEARED_DAG],
  begin: async (world) => {
    const id = await started(world, CLEARED_DAG);
    await untilTask(world, id, 'b', ['RUNNING', 'SUCCESS']);
    return [id];
  },
  go: async (world, runs) => {
    for (const dagRunId of runs) await clear(world, { dagRunId, taskIds: ['a'] });
    return runs.map((id) => again(id, { a: 2, b: 2, c: 1 }));
  },
};

const clearClosed: Work = {
  name: 'a clear on a closed run',
  dags: [CLEARED_DAG],
  begin: async (world) => {
    const id = await started(world, CLEARED_DAG);
    await untilEnded(world, id);
    return [id];
  },
  go: async (world, runs) => {
    for (const dagRunId of runs) await clear(world, { dagRunId, taskIds: ['b'] });
    return runs.map((id) => again(id, { a: 1, b: 2, c: 2 }));
  },
};

const clearRace: Work = {
  name: "two clears racing a run's end",
  dags: [CLEARED_DAG],
  begin: async (world) => {
    const id = await started(world, CLEARED_DAG);
    await untilTask(world, id, 'c', ['RUNNING', 'SUCCESS']);
    return [id];
  },
  go: async (world, runs) => {
    await Promise.all(
      runs.flatMap((dagRunId) => [
        clear(world, { dagRunId, taskIds: ['a'], downstream: false }),
        pause(100).then(() => clear(world, { dagRunId, taskIds: ['c'] })),
      ]),
    );
    return runs.map((id) => again(id, { a: 2, b: 1, c: 2 }));
  },
};

const clearFailed: Work = {
  name: 'a clear of what failed in a mapped task of a closed run',
  dags: [CLEARED_MAP_DAG],
  begin: async (world) => {
    const id = await started(world, CLEARED_MAP_DAG);
    await untilEnded(world, id);
    return [id];
  },
  go: async (world, runs) => {
    for (const dagRunId of runs) await clear(world, { dagRunId, onlyFailed: true });
    return runs.map((id) => ({ id, ends: ['SUCCESS'], tasks: { each: { SUCCESS: 6 }, after: { SUCCESS: 1 } } }));
  },
};

/** What its file would let begin has not begun before the run was resumed. */
const pausedUntil = (world: World, id: string, resumedAt: number): string[] =>
  bodiesOf(readLedger(world.ledger), `${id}/c/`)
    .filter((begun) => begun.first < BigInt(resumedAt) * 1_000_000n)
    .map((begun) => `${begun.key} began while its run or DAG was paused`);

const paused: Work = {
  name: 'a run that is paused and resumed',
  dags: [PAUSED_DAG],
  begin: async (world) => [await started(world, PAUSED_DAG)],
  go: async (world, runs) => {
    const expected: ExpectedRun[] = [];
    for (const id of runs) {
      await control(world, 'pauseDagRun', id);
      writeFileSync(`${world.ledger}.${id}`, '');
      await pause(1_500);
      const resumedAt = Date.now();
      await control(world, 'resumeDagRun', id);
      const tasks = { a: { SUCCESS: 1 }, wait: { SUCCESS: 1 }, c: { SUCCESS: 1 } };
      expected.push({ id, ends: ['SUCCESS'], tasks, wrong: () => Promise.resolve(pausedUntil(world, id, resumedAt)) });
    }
    return expected;
  },
};

/** The pause is a fact that the run reads: what it decides after it has said so is held. */
const dagPaused: Work = {
  name: 'a run whose DAG is paused and unpaused',
  dags: [DAG_PAUSED_DAG],
  begin: async (world) => [await started(world, DAG_PAUSED_DAG)],
  go: async (world, runs) => {
    const [id = ''] = runs;
    await pauseDag(world, DAG_PAUSED_DAG.id, true);
    await untilTold(world, id, 'RunHeld');
    writeFileSync(`${world.ledger}.${id}`, '');
    await pause(1_500);
    const resumedAt = Date.now();
    await pauseDag(world, DAG_PAUSED_DAG.id, false);
    const tasks = { a: { SUCCESS: 1 }, wait: { SUCCESS: 1 }, c: { SUCCESS: 1 } };
    return [{ id, ends: ['SUCCESS'], tasks, wrong: () => Promise.resolve(pausedUntil(world, id, resumedAt)) }];
  },
};

export const CONTROL_WORKS = { clearLive, clearClosed, clearRace, clearFailed, paused, dagPaused };
