import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Operations, operationsOf, spec } from '../../test/support/operations.js';
import { startService, type TestService } from '../../test/support/service.js';

let service: TestService;
let api: Operations;
beforeAll(async () => {
  service = await startService();
  api = operationsOf(service);
});
afterAll(async () => service.stop());

describe('admission', () => {
  const admitted = async (dagId: string): Promise<number> =>
    Number((await api.rows('select count(admitted_at) as n from dag_runs where dag_id = $1', [dagId]))[0]?.['n']);
  const pause = async (dagId: string, paused: boolean): Promise<unknown> =>
    (
      await service.ask(
        `mutation { setDagPaused(dagId: "${dagId}", paused: ${paused}, reason: "why") { __typename ... on DagPausedChanged { dag { paused } } ... on DagNotFound { message } } }`,
      )
    ).data;

  it('no more runs are admitted than maxActiveRuns, also when triggered at once', async () => {
    await api.register({ spec: spec('narrow') });
    await Promise.all(Array.from({ length: 6 }, () => api.trigger({ dagId: 'narrow' })));
    expect(await admitted('narrow')).toBe(2);
    expect(
      await api.rows(
        `select count(*)::int as n from outbox where dag_run_id in (select id from dag_runs where dag_id = 'narrow')`,
      ),
    ).toEqual([{ n: 2 }]);
  });

  it('a raised limit lets more in', async () => {
    await api.register({ spec: spec('raised', { maxActiveRuns: 1 }) });
    await Promise.all(Array.from({ length: 4 }, () => api.trigger({ dagId: 'raised' })));
    await api.register({ spec: spec('raised', { maxActiveRuns: 3 }) });
    expect(await admitted('raised')).toBe(3);
  });

  it('a paused DAG accepts the trigger; its runs start when it is unpaused, the earliest first', async () => {
    await api.register({ spec: spec('quiet') });
    expect(await pause('quiet', true)).toEqual({
      setDagPaused: { __typename: 'DagPausedChanged', dag: { paused: true } },
    });
    const runs = [
      await api.run({ dagId: 'quiet' }),
      await api.run({ dagId: 'quiet' }),
      await api.run({ dagId: 'quiet' }),
    ];
    expect(runs.map((each) => each.workflow)).toEqual([null, null, null]);
    await pause('quiet', false);
    const started = await api.rows(
      `select id from dag_runs where dag_id = 'quiet' and admitted_at is not null order by run_after`,
    );
    expect(started.map((row) => row['id'])).toEqual([runs[0]?.id, runs[1]?.id]);
    const told = await api.rows(`select type, reason from events where stream = 'dag-quiet' order by version`);
    expect(told.slice(1)).toEqual([
      { type: 'DagPaused', reason: 'why' },
      { type: 'DagUnpaused', reason: 'why' },
    ]);
  });

  it('an unknown DAG cannot be paused', async () => {
    expect(await pause('nobody', true)).toMatchObject({ setDagPaused: { __typename: 'DagNotFound' } });
  });
});

describe('setDagRunState', () => {
  const SET = `mutation ($input: SetDagRunStateInput!) { setDagRunState(input: $input) { __typename
    ... on ControlApplied { dagRun { id state endedAt } affected { taskId state } } ... on ControlRefused { code message } } }`;
  const set = async (input: object): Promise<unknown> =>
    (await service.ask<{ setDagRunState: unknown }>(SET, { input })).data.setDagRunState;

  it('a queued run is set to failed at once, and its place is free', async () => {
    await api.register({ spec: spec('stopped', { maxActiveRuns: 1, paused: true }) });
    const { id } = await api.run({ dagId: 'stopped' });
    expect(await set({ dagRunId: id, state: 'FAILED', reason: 'not wanted' })).toMatchObject({
      __typename: 'ControlApplied',
      dagRun: { id, state: 'FAILED' },
    });
    expect(await set({ dagRunId: id, state: 'FAILED' })).toMatchObject({
      __typename: 'ControlRefused',
      code: 'ILLEGAL_STATE',
    });
  });

  it.each([
    [{ dagRunId: 'nobody', state: 'FAILED' }, 'NOT_FOUND'],
    [{ dagRunId: 'nobody', state: 'RUNNING' }, 'INVALID'],
  ])('given %o, refuses with %s', async (input, code) => {
    expect(await set(input)).toMatchObject({ __typename: 'ControlRefused', code });
  });
});
