import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askControl, statesIn as states } from '../../test/support/control-mutations.js';
import { type Operations, operationsOf, spec } from '../../test/support/operations.js';
import { startService, type TestService } from '../../test/support/service.js';

let service: TestService;
let api: Operations;
beforeAll(async () => {
  service = await startService();
  api = operationsOf(service);
});
afterAll(async () => service.stop());

const RESULT = `__typename ... on ControlApplied { dagRun { id state clearNumber paused note version { number } tasks { nodes { taskId state note } } }
  affected { dagRunId taskId mapIndex state maxTries } } ... on ControlRefused { code message }`;
interface Result {
  __typename: string;
  code?: string;
  message?: string;
  dagRun: { state: string; clearNumber: number; paused: boolean; note: string | null; version: { number: number } } & {
    tasks: { nodes: { taskId: string; state: string; note: string | null }[] };
  };
  affected: { dagRunId: string; taskId: string; state: string; maxTries: number }[];
}

/** One of the mutations that take an input. */
const ask = (name: string, input: object, result = RESULT): Promise<Result> => askControl(service, name, input, result);
const setRun = (dagRunId: string, state: string): Promise<Result> => ask('setDagRunState', { dagRunId, state });
const headOf = async (id: string): Promise<unknown> =>
  (await api.rows('select head, last_control, version_number from dag_runs where id = $1', [id]))[0];

/** Runs without an execution: nobody but the API writes their streams, with Temporal away. */
describe('controls of a run that has no execution', () => {
  const ended = async (dagId: string, input: object = {}, more: object = {}): Promise<string> => {
    await api.register({ spec: spec(dagId, { paused: true, ...more }) });
    const { id } = await api.run({ dagId, ...input });
    await setRun(id, 'SUCCESS');
    return id;
  };

  it('a clear opens it again, counts that, and it waits for its place', async () => {
    const id = await ended('cleared');
    const answer = await ask('clearTasks', { dagRunId: id, taskIds: ['load'], reason: 'again' });
    expect(answer).toMatchObject({
      __typename: 'ControlApplied',
      dagRun: { id, state: 'QUEUED', clearNumber: 1 },
      affected: [{ taskId: 'load', mapIndex: -1, state: 'NONE', maxTries: 3 }],
    });
    expect(states(answer)).toEqual({ fetch: 'SUCCESS', load: 'NONE' });
    const row = { epoch: 2, admitted: false };
    const seen = await api.rows('select epoch, admitted_at is not null as admitted from dag_runs where id = $1', [id]);
    expect(seen).toEqual([row]);
    expect(
      await api.rows(`select reason, actor_name from events where stream = $1 and type = 'TaskCleared'`, [`run-${id}`]),
    ).toEqual([{ reason: 'again', actor_name: 'admin' }]);
  });

  it('a dry run tells the same, and changes nothing', async () => {
    const id = await ended('dry');
    const before = await headOf(id);
    const dry = await ask('clearTasks', { dagRunId: id, taskIds: ['fetch'], dryRun: true });
    expect(dry.affected.map(({ taskId }) => taskId)).toEqual(['fetch', 'load']);
    expect(dry.dagRun).toMatchObject({ state: 'SUCCESS', clearNumber: 0 });
    expect(await headOf(id)).toEqual(before);
    const real = await ask('clearTasks', { dagRunId: id, taskIds: ['fetch'] });
    expect(real.affected.map(({ taskId }) => taskId)).toEqual(['fetch', 'load']);
  });

  it('the same key answers the same, another input is a conflict, a second clear changes nothing more', async () => {
    const id = await ended('twice');
    const input = { dagRunId: id, idempotencyKey: 'twice' };
    const first = await ask('clearTasks', input);
    expect(await ask('clearTasks', input)).toEqual(first);
    expect(await ask('clearTasks', { ...input, downstream: false })).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect((await ask('clearTasks', { dagRunId: id })).affected).toEqual([]);
    const cleared = await api.rows(`select count(*)::int as n from events where stream = $1 and type = 'RunReopened'`, [
      `run-${id}`,
    ]);
    expect(cleared).toEqual([{ n: 1 }]);
  });

  it('two clears at once are one after the other, and none is lost', async () => {
    const id = await ended('racing');
    const answers = await Promise.all([
      ask('clearTasks', { dagRunId: id, taskIds: ['load'] }),
      ask('clearTasks', { dagRunId: id, taskIds: ['fetch'] }),
    ]);
    expect(answers.map((answer) => answer.__typename)).toEqual(['ControlApplied', 'ControlApplied']);
    const all = answers.flatMap((answer) => answer.affected.map(({ taskId }) => taskId));
    expect(all.sort()).toEqual(['fetch', 'load']);
    expect(
      await api.rows(
        'select number, applied_at is not null as applied from controls where dag_run_id = $1 order by 1',
        [id],
      ),
    ).toEqual([1, 2, 3].map((number) => ({ number, applied: true })));
  });

  it('setTaskState marks without re-opening where nothing may run, and re-opens where it may', async () => {
    const id = await ended('marked');
    const failed = await ask('setTaskState', { dagRunId: id, taskId: 'fetch', state: 'FAILED', downstream: true });
    expect(failed.dagRun).toMatchObject({ state: 'SUCCESS' });
    expect(states(failed)).toEqual({ fetch: 'FAILED', load: 'FAILED' });
    const good = await ask('setTaskState', { dagRunId: id, taskId: 'fetch', state: 'SUCCESS' });
    expect(good.dagRun).toMatchObject({ state: 'QUEUED', clearNumber: 1 });
    expect(states(good)).toEqual({ fetch: 'SUCCESS', load: 'NONE' });
    expect(good.affected.map(({ taskId }) => taskId)).toEqual(['fetch', 'load']);
  });

  it('retryTask gives a failed task one more try', async () => {
    const id = await ended('retried');
    await ask('setTaskState', { dagRunId: id, taskId: 'load', state: 'FAILED' });
    expect(await ask('retryTask', { dagRunId: id, taskId: 'load' })).toMatchObject({
      dagRun: { state: 'QUEUED' },
      affected: [{ taskId: 'load', state: 'NONE', maxTries: 1 }],
    });
    expect(await ask('retryTask', { dagRunId: id, taskId: 'fetch' })).toMatchObject({ code: 'ILLEGAL_STATE' });
  });

  it('notes stand at the run and at its tasks, and null removes them', async () => {
    const id = await ended('noted');
    expect((await ask('setNote', { dagRunId: id, note: 'late data' })).dagRun.note).toBe('late data');
    const answer = await ask('setNote', { dagRunId: id, taskId: 'load', note: 'empty file' });
    expect(answer.dagRun.tasks.nodes.find(({ taskId }) => taskId === 'load')?.note).toBe('empty file');
    expect((await ask('setNote', { dagRunId: id, note: null })).dagRun.note).toBeNull();
  });

  it('a queued run is paused and resumed', async () => {
    await api.register({ spec: spec('pausing', { paused: true }) });
    const { id } = await api.run({ dagId: 'pausing' });
    const change = async (name: string): Promise<Result | undefined> => {
      const query = `mutation ($id: ID!) { ${name}(dagRunId: $id, reason: "why") { ${RESULT} } }`;
      return (await service.ask<Record<string, Result>>(query, { id })).data[name];
    };
    expect(await change('pauseDagRun')).toMatchObject({ dagRun: { paused: true, state: 'QUEUED' } });
    expect(await change('pauseDagRun')).toMatchObject({ code: 'ILLEGAL_STATE' });
    expect(await change('resumeDagRun')).toMatchObject({ dagRun: { paused: false } });
  });

  it('past and future clear the same tasks of the runs before and after, in one answer', async () => {
    const dates = ['2026-01-01', '2026-01-02', '2026-01-03'].map((day) => `${day}T00:00:00Z`);
    const ids: string[] = [];
    for (const logicalDate of dates) ids.push(await ended('dated', { logicalDate }));
    const [first = '', second = '', third = ''] = ids;
    const input = { dagRunId: second, taskIds: ['load'], past: true };
    expect((await ask('clearTasks', { ...input, dryRun: true })).affected).toHaveLength(2);
    expect((await ask('clearTasks', input)).affected).toHaveLength(2);
    const stateOf = async (id: string): Promise<unknown> =>
      (await api.rows('select state from dag_runs where id = $1', [id]))[0]?.['state'];
    expect(await Promise.all([first, second, third].map(stateOf))).toEqual(['QUEUED', 'QUEUED', 'SUCCESS']);
    const marked = await ask('setTaskState', { dagRunId: second, taskId: 'load', state: 'SKIPPED', future: true });
    expect(marked.affected).toHaveLength(2);
    const undated = await ended('dated', { logicalDate: null });
    expect(await ask('clearTasks', { dagRunId: undated, past: true })).toMatchObject({ code: 'INVALID' });
  });

  it.each([
    ['clearTasks', { dagRunId: 'nobody' }, 'NOT_FOUND'],
    ['setTaskState', { dagRunId: 'nobody', taskId: 'a', state: 'RUNNING' }, 'INVALID'],
    ['setNote', { dagRunId: 'nobody', note: 'x'.repeat(10_001) }, 'INVALID'],
  ])('%s of %o is refused with %s', async (name, input, code) => {
    expect(await ask(name, input)).toMatchObject({ __typename: 'ControlRefused', code });
  });

  it('a task that the run does not have is refused, and that is told in its history', async () => {
    const id = await ended('unknown');
    expect(await ask('clearTasks', { dagRunId: id, taskIds: ['lod'] })).toMatchObject({ code: 'NOT_FOUND' });
    expect(
      await api.rows(`select payload->>'code' as code from events where stream = $1 and type = 'ControlRefused'`, [
        `run-${id}`,
      ]),
    ).toEqual([{ code: 'NOT_FOUND' }]);
  });
});

describe('a recursive clear', () => {
  /** Each as if `load` of the one before had triggered it. */
  const chain = async (dagId: string, length: number): Promise<string[]> => {
    await api.register({ spec: spec(dagId, { paused: true }) });
    const ids: string[] = [];
    for (let i = 0; i < length; i += 1) {
      const { id } = await api.run({ dagId });
      await setRun(id, 'SUCCESS');
      const parent = `update dag_runs set parent_dag_run_id = $2, parent_task_id = 'load', parent_map_index = -1, parent_try_number = 1 where id = $1`;
      if (i > 0) await api.rows(parent, [id, ids[i - 1]]);
      ids.push(id);
    }
    return ids;
  };
  const named = (runs: readonly string[], { affected }: Result): string[] =>
    affected.map(({ dagRunId, taskId }) => `${runs.indexOf(dagRunId)} ${taskId}`);

  it('clears the runs that the cleared tasks have triggered, and theirs; a dry run lists them', async () => {
    const runs = await chain('chained', 3);
    const input = { dagRunId: runs[0], taskIds: ['load'], reason: 'from the top' };
    expect(named(runs, await ask('clearTasks', { ...input, dryRun: true }))).toEqual(['0 load']);
    const all = ['0 load', '1 fetch', '1 load', '2 fetch', '2 load'];
    expect(named(runs, await ask('clearTasks', { ...input, recursive: true, dryRun: true }))).toEqual(all);
    expect(named(runs, await ask('clearTasks', { ...input, recursive: true }))).toEqual(all);
    const sql = `select distinct clear_number, state, reason from dag_runs r join controls on dag_run_id = r.id and number = 2 where r.id = any($1)`;
    expect(await api.rows(sql, [runs])).toEqual([{ clear_number: 1, state: 'QUEUED', reason: 'from the top' }]);
  });

  it('leaves alone what is below a task that is not cleared, and with onlyFailed what has not failed', async () => {
    const runs = await chain('kept', 2);
    const [first, second = ''] = runs;
    const above = { dagRunId: first, taskIds: ['fetch'], downstream: false, recursive: true, dryRun: true };
    expect(named(runs, await ask('clearTasks', above))).toEqual(['0 fetch']);
    await ask('setTaskState', { dagRunId: first, taskId: 'load', state: 'FAILED' });
    await ask('setTaskState', { dagRunId: second, taskId: 'load', state: 'FAILED' });
    const failed = { dagRunId: first, onlyFailed: true, recursive: true };
    expect(named(runs, await ask('clearTasks', failed))).toEqual(['0 load', '1 load']);
  });

  it('goes down to depth 10, and is refused with nothing done where there is more', async () => {
    const runs = await chain('deep', 12);
    const from = (dagRunId?: string) => ask('clearTasks', { dagRunId, recursive: true, taskIds: ['load'] });
    expect(await from(runs[0])).toMatchObject({ code: 'INVALID' });
    expect(await headOf(runs[11] ?? '')).toMatchObject({ last_control: 1 });
    expect((await from(runs[1])).affected).toHaveLength(21);
  });
});

describe('rerunDagRun', () => {
  const CREATED = `${RESULT} ... on DagRunCreated { dagRun { id rerunOf conf params state dataInterval { start end } } } ... on InvalidParams { issues { path } }`;

  it('goes on from the failed tasks, with all that is below', async () => {
    await api.register({ spec: spec('again', { paused: true }) });
    const { id } = await api.run({ dagId: 'again' });
    await setRun(id, 'SUCCESS');
    await ask('setTaskState', { dagRunId: id, taskId: 'fetch', state: 'FAILED' });
    const answer = await ask('rerunDagRun', { dagRunId: id }, CREATED);
    expect(answer.affected.map(({ taskId }) => taskId)).toEqual(['fetch', 'load']);
  });

  it('with other params makes a new run on the same data that names the first', async () => {
    await api.register({ spec: spec('repeated', { paused: true }) });
    const first = await api.run({ dagId: 'repeated', conf: { city: 'Oslo', days: 2 } });
    const answer = await ask('rerunDagRun', { dagRunId: first.id, conf: { days: 3 } }, CREATED);
    expect(answer).toMatchObject({
      __typename: 'DagRunCreated',
      dagRun: { rerunOf: first.id, conf: { city: 'Oslo', days: 3 }, state: 'QUEUED', dataInterval: first.dataInterval },
    });
    expect(await ask('rerunDagRun', { dagRunId: first.id, conf: { days: 'x' } }, CREATED)).toMatchObject({
      __typename: 'InvalidParams',
    });
    expect(await ask('rerunDagRun', { dagRunId: first.id, conf: {}, fromTasks: ['load'] }, CREATED)).toMatchObject({
      code: 'INVALID',
    });
  });
});
