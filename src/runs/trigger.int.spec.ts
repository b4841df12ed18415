import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Operations, operationsOf, spec, type TriggeredRun } from '../../test/support/operations.js';
import { startService, type TestService } from '../../test/support/service.js';

let service: TestService;
let api: Operations;
beforeAll(async () => {
  service = await startService();
  api = operationsOf(service);
});
afterAll(async () => service.stop());

describe('triggerDag', () => {
  beforeEach(async () => {
    await api.register({ spec: spec('weather', { maxActiveRuns: 1_000 }) });
  });

  it('shows the weights that the queue goes by, not those that the author wrote', async () => {
    const tasks = {
      first: { type: 'empty', priorityWeight: 10 },
      second: { type: 'empty', upstream: ['first'] },
      last: { type: 'empty', upstream: ['second'], priorityWeight: 3, weightRule: 'upstream' },
    };
    await api.register({ spec: { id: 'weighing', tasks } });
    const { id } = await api.run({ dagId: 'weighing' });
    const query = 'query ($id: ID!) { dagRun(id: $id) { tasks { nodes { taskId priorityWeight } } } }';
    type Seen = { dagRun: { tasks: { nodes: { taskId: string; priorityWeight: number }[] } } };
    const { nodes } = (await service.ask<Seen>(query, { id })).data.dagRun.tasks;
    expect(nodes.map(({ taskId, priorityWeight }) => [taskId, priorityWeight])).toEqual([
      ['first', 14],
      ['second', 4],
      ['last', 14],
    ]);
  });

  it('creates a run with its task instances, its event and its start, all at once', async () => {
    const answer = await api.trigger({
      dagId: 'weather',
      conf: { city: 'Oslo', more: [1] },
      note: 'hello',
      reason: 'rerun',
    });
    expect(answer).toMatchObject({
      __typename: 'DagRunCreated',
      dagRun: {
        state: 'QUEUED',
        type: 'MANUAL',
        conf: { city: 'Oslo', more: [1] },
        params: { city: 'Oslo', days: 7, more: [1] },
        note: 'hello',
        triggeredBy: { kind: 'USER', name: 'admin' },
        tasks: {
          totalCount: 2,
          nodes: [
            {
              taskId: 'fetch',
              state: 'NONE',
              tryNumber: 0,
              maxTries: 3,
              operator: 'bash',
              pool: 'default',
              queue: 'default',
              displayName: 'Fetch it',
            },
            { taskId: 'load', operator: 'empty' },
          ],
        },
        stateCounts: [{ state: 'NONE', count: 2 }],
      },
    });
    const { id, runId, runAfter, logicalDate, dataInterval, workflow } = (answer as unknown as { dagRun: TriggeredRun })
      .dagRun;
    expect(runId).toMatch(/^manual__\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
    expect([logicalDate, dataInterval]).toEqual([runAfter, { start: runAfter, end: runAfter }]);
    expect(workflow).toEqual({ namespace: 'default', workflowId: `run/${id}/1`, runId: null });
    expect(await api.rows('select kind, epoch from outbox where dag_run_id = $1', [id])).toEqual([
      { kind: 'start', epoch: 1 },
    ]);
    const events = await api.rows('select * from events where stream = $1', [`run-${id}`]);
    expect(events).toMatchObject([
      {
        version: 0,
        type: 'RunCreated',
        dag_id: 'weather',
        dag_run_id: id,
        reason: 'rerun',
        payload: { runId, runType: 'MANUAL', params: { city: 'Oslo' } },
      },
    ]);
    expect(await api.rows('select head, head_hash from dag_runs where id = $1', [id])).toEqual([
      { head: 0, head_hash: events[0]?.['hash'] },
    ]);
  });

  it('generated run ids never meet, however many triggers come at once', async () => {
    const runs = await Promise.all(Array.from({ length: 30 }, () => api.run({ dagId: 'weather' })));
    expect(new Set(runs.map((each) => each.runId)).size).toBe(30);
    expect(new Set(runs.map((each) => each.logicalDate)).size).toBe(30);
  });

  it('a run id and a logical date that the caller gave must be free', async () => {
    const first = await api.run({ dagId: 'weather', runId: 'mine', logicalDate: '2026-01-01T02:00:00.123456+02:00' });
    expect(first).toMatchObject({ runId: 'mine', logicalDate: '2026-01-01T00:00:00.123456Z' });
    const exists = { __typename: 'RunAlreadyExists', dagRun: { id: first.id } };
    expect(await api.trigger({ dagId: 'weather', runId: 'mine' })).toMatchObject(exists);
    expect(await api.trigger({ dagId: 'weather', logicalDate: '2026-01-01T00:00:00.123456Z' })).toMatchObject(exists);
  });

  it('an explicit null is no logical date, and any number of runs may have none', async () => {
    const none = { logicalDate: null, dataInterval: null };
    expect(await api.run({ dagId: 'weather', logicalDate: null })).toMatchObject(none);
    expect(await api.run({ dagId: 'weather', logicalDate: null })).toMatchObject(none);
  });

  it.each([
    [{ dagId: 'nobody' }, { __typename: 'DagNotFound' }],
    [
      { dagId: 'weather', conf: { city: '' } },
      { __typename: 'InvalidParams', issues: [{ code: 'BAD_VALUE', path: 'conf.city' }] },
    ],
    [{ dagId: 'weather', conf: { days: 'x' } }, { __typename: 'InvalidParams' }],
    [{ dagId: 'weather', conf: [1] }, { __typename: 'InvalidParams' }],
    [
      { dagId: 'weather', runId: 'a b' },
      { __typename: 'Refused', code: 'INVALID' },
    ],
    [
      { dagId: 'weather', runId: 'x'.repeat(251) },
      { __typename: 'Refused', code: 'INVALID' },
    ],
    [
      { dagId: 'weather', note: 'a\0b' },
      { __typename: 'Refused', code: 'INVALID' },
    ],
    [{ dagId: 'a\0b' }, { __typename: 'Refused', code: 'INVALID' }],
  ])('given %o, answers %o and creates nothing', async (input, expected) => {
    const before = await api.rows('select count(*) from dag_runs');
    expect(await api.trigger(input)).toMatchObject(expected);
    expect(await api.rows('select count(*) from dag_runs')).toEqual(before);
  });

  it.each(['scheduled__mine', 'backfill__2026-01-01T00:00:00+00:00', 'asset_triggered__x'])(
    'given %s, which is how other runs are named, creates nothing',
    async (runId) => {
      expect(await api.trigger({ dagId: 'weather', runId })).toMatchObject({
        ...{ __typename: 'Refused', code: 'INVALID' },
        message: expect.stringContaining('runId: only ') as string,
      });
      expect(await api.rows('select 1 from dag_runs where run_id = $1', [runId])).toEqual([]);
    },
  );

  it('given the same idempotency key, one run, also when called at once', async () => {
    const input = { dagId: 'weather', idempotencyKey: 'once' };
    const ids = await Promise.all(Array.from({ length: 8 }, async () => (await api.run(input)).id));
    expect(new Set(ids).size).toBe(1);
    expect(await api.trigger({ ...input, note: 'other' })).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  it('10 000 tasks are one run', { timeout: 60_000 }, async () => {
    const tasks = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`t${i}`, { type: 'empty' }]));
    expect((await api.register({ spec: { id: 'wide', tasks } })).__typename).toBe('DagRegistered');
    expect(await api.trigger({ dagId: 'wide' })).toMatchObject({
      dagRun: { stateCounts: [{ state: 'NONE', count: 10_000 }] },
    });
  });
});
