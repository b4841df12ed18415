import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startService, type TestService } from '../../test/support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(async () => service.stop());

const spec = (id: string, more: object = {}): object => ({
  id,
  description: 'Seven days',
  tags: ['daily'],
  maxActiveRuns: 2,
  params: { city: { type: 'string', default: 'Paris', minLength: 1 }, days: { type: 'integer', default: 7 } },
  defaultArgs: { owner: 'data', retries: 2 },
  tasks: {
    load: { type: 'empty', upstream: [{ task: 'fetch', label: 'rows' }] },
    fetch: { type: 'bash', with: { command: 'echo {{ params.city }}' }, displayName: 'Fetch it' },
  },
  ...more,
});

const REGISTER = `mutation ($input: RegisterDagInput!) { registerDag(input: $input) { __typename
  ... on DagRegistered { created dag { id paused owners tags description latestVersion { number hash } }
    version { number hash spec registeredBy { name } tasks { id type group triggerRule upstream downstream mapped spec } edges { from to label } } }
  ... on InvalidDag { issues { code message path line column } } ... on Refused { code message } } }`;
const TRIGGER = `mutation ($input: TriggerDagInput!) { triggerDag(input: $input) { __typename
  ... on DagRunCreated { dagRun { id runId state type logicalDate runAfter dataInterval { start end } conf params note triggeredBy { kind name }
    workflow { workflowId runId namespace } version { number } tasks { totalCount nodes { taskId state tryNumber maxTries operator pool queue displayName } }
    stateCounts { state count } } }
  ... on DagNotFound { message } ... on InvalidParams { issues { code path message } } ... on RunAlreadyExists { message dagRun { id } } ... on Refused { code message } } }`;

type Answer = Record<string, never> & { __typename: string };
interface Run {
  id: string;
  runId: string;
  logicalDate: string | null;
  runAfter: string;
  dataInterval: { start: string; end: string } | null;
  workflow: object | null;
}

const register = async (input: object): Promise<Answer> =>
  (await service.ask<{ registerDag: Answer }>(REGISTER, { input })).data.registerDag;
const trigger = async (input: object): Promise<Answer> =>
  (await service.ask<{ triggerDag: Answer }>(TRIGGER, { input })).data.triggerDag;
const run = async (input: object): Promise<Run> => ((await trigger(input)) as unknown as { dagRun: Run }).dagRun;
const rows = async (sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> =>
  (await service.pool.query(sql, values)).rows;

describe('registerDag', () => {
  it('gives the first content number 1, with its tasks in topological order', async () => {
    const answer = await register({ spec: spec('first'), reason: 'asked for' });
    expect(answer).toMatchObject({
      __typename: 'DagRegistered',
      created: true,
      dag: { id: 'first', paused: false, owners: ['data'], tags: ['daily'], latestVersion: { number: 1 } },
      version: {
        number: 1,
        registeredBy: { name: 'admin' },
        tasks: [
          { id: 'fetch', type: 'bash', triggerRule: 'ALL_SUCCESS', upstream: [], downstream: ['load'], mapped: false },
          { id: 'load', upstream: ['fetch'], spec: { type: 'empty' } },
        ],
        edges: [{ from: 'fetch', to: 'load', label: 'rows' }],
      },
    });
    expect(await rows(`select type, reason, dag_id, payload from events where stream = 'dag-first'`)).toMatchObject([
      { type: 'DagRegistered', reason: 'asked for', dag_id: 'first', payload: { number: 1 } },
    ]);
  });

  it('the same content keeps its number and becomes the latest again', async () => {
    const [one, two] = [spec('twice'), spec('twice', { description: 'other' })];
    await register({ spec: one });
    expect(await register({ spec: one })).toMatchObject({ created: false, version: { number: 1 } });
    expect(await register({ spec: two })).toMatchObject({ created: true, version: { number: 2 } });
    expect(await register({ spec: one })).toMatchObject({
      created: false,
      dag: { description: 'Seven days', latestVersion: { number: 1 } },
    });
    const types = await rows(`select type from events where stream = 'dag-twice' order by version`);
    expect(types.map((row) => row['type'])).toEqual(['DagRegistered', 'DagVersionRegistered', 'DagVersionRegistered']);
  });

  it('YAML text and its JSON are the same content', async () => {
    const source = 'id: text\ntasks:\n  a: { type: bash, with: { command: "true" } }\n';
    await register({ source });
    const json = JSON.stringify({ id: 'text', tasks: { a: { type: 'bash', with: { command: 'true' } } } });
    expect(await register({ source: json, format: 'JSON' })).toMatchObject({ created: false });
  });

  it('tells every issue with line and column, and stores nothing', async () => {
    const source = 'id: bad\ntasks:\n  a: { type: nonsense }\n  b: { type: empty, upstream: [nobody] }\n';
    const answer = (await register({ source })) as unknown as { issues: { code: string; line: number }[] };
    expect(answer.issues.map(({ code, line }) => [code, line])).toEqual([
      ['UNKNOWN_OPERATOR', 3],
      ['UNKNOWN_UPSTREAM', 4],
    ]);
    expect(await rows(`select 1 from dags where id = 'bad'`)).toEqual([]);
  });

  it.each([
    ['a NUL', { source: 'id: a\0b' }],
    ['a NUL in an escape', { source: 'id: nul\ntasks: { a: { type: empty, doc: "\\0" } }' }],
    ['half a surrogate pair', { spec: { id: 'x', description: '\ud800', tasks: {} } }],
    ['no YAML', { source: '{[' }],
    ['a list', { spec: [1, 2] }],
  ])('given %s, refuses clearly', async (_name, input) => {
    expect((await register(input)).__typename).toBe('InvalidDag');
    expect(service.logged).toEqual([]);
  });

  it.each([[{}], [{ spec: spec('x'), source: 'id: x' }]])(
    'given both or neither of spec and source, refuses',
    async (input) => {
      expect(await register(input)).toMatchObject({ __typename: 'Refused', code: 'INVALID' });
    },
  );

  it('`paused` counts at the first registration only', async () => {
    expect(await register({ spec: spec('sleepy', { paused: true }) })).toMatchObject({ dag: { paused: true } });
    expect(await register({ spec: spec('sleepy', { paused: false }) })).toMatchObject({ dag: { paused: true } });
  });

  it('given ten registrations of one DAG at once, numbers have no gaps', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => register({ spec: spec('crowd', { description: `d${i % 5}` }) })),
    );
    expect(answers.every((answer) => answer.__typename === 'DagRegistered')).toBe(true);
    const numbers = await rows(`select number from dag_versions where dag_id = 'crowd' order by number`);
    expect(numbers.map((row) => row['number'])).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('triggerDag', () => {
  beforeEach(async () => {
    await register({ spec: spec('weather', { maxActiveRuns: 1_000 }) });
  });

  it('creates a run with its task instances, its event and its start, all at once', async () => {
    const answer = await trigger({
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
    const { id, runId, runAfter, logicalDate, dataInterval, workflow } = (answer as unknown as { dagRun: Run }).dagRun;
    expect(runId).toMatch(/^manual__\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
    expect([logicalDate, dataInterval]).toEqual([runAfter, { start: runAfter, end: runAfter }]);
    expect(workflow).toEqual({ namespace: 'default', workflowId: `run/${id}/1`, runId: null });
    expect(await rows('select kind, epoch from outbox where dag_run_id = $1', [id])).toEqual([
      { kind: 'start', epoch: 1 },
    ]);
    const events = await rows('select * from events where stream = $1', [`run-${id}`]);
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
    expect(await rows('select head, head_hash from dag_runs where id = $1', [id])).toEqual([
      { head: 0, head_hash: events[0]?.['hash'] },
    ]);
  });

  it('generated run ids never meet, however many triggers come at once', async () => {
    const runs = await Promise.all(Array.from({ length: 30 }, () => run({ dagId: 'weather' })));
    expect(new Set(runs.map((each) => each.runId)).size).toBe(30);
    expect(new Set(runs.map((each) => each.logicalDate)).size).toBe(30);
  });

  it('a run id and a logical date that the caller gave must be free', async () => {
    const first = await run({ dagId: 'weather', runId: 'mine', logicalDate: '2026-01-01T02:00:00.123456+02:00' });
    expect(first).toMatchObject({ runId: 'mine', logicalDate: '2026-01-01T00:00:00.123456Z' });
    const exists = { __typename: 'RunAlreadyExists', dagRun: { id: first.id } };
    expect(await trigger({ dagId: 'weather', runId: 'mine' })).toMatchObject(exists);
    expect(await trigger({ dagId: 'weather', logicalDate: '2026-01-01T00:00:00.123456Z' })).toMatchObject(exists);
  });

  it('an explicit null is no logical date, and any number of runs may have none', async () => {
    const none = { logicalDate: null, dataInterval: null };
    expect(await run({ dagId: 'weather', logicalDate: null })).toMatchObject(none);
    expect(await run({ dagId: 'weather', logicalDate: null })).toMatchObject(none);
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
    const before = await rows('select count(*) from dag_runs');
    expect(await trigger(input)).toMatchObject(expected);
    expect(await rows('select count(*) from dag_runs')).toEqual(before);
  });

  it('given the same idempotency key, one run, also when called at once', async () => {
    const input = { dagId: 'weather', idempotencyKey: 'once' };
    const ids = await Promise.all(Array.from({ length: 8 }, async () => (await run(input)).id));
    expect(new Set(ids).size).toBe(1);
    expect(await trigger({ ...input, note: 'other' })).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  it('10 000 tasks are one run', { timeout: 60_000 }, async () => {
    const tasks = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`t${i}`, { type: 'empty' }]));
    expect((await register({ spec: { id: 'wide', tasks } })).__typename).toBe('DagRegistered');
    expect(await trigger({ dagId: 'wide' })).toMatchObject({
      dagRun: { stateCounts: [{ state: 'NONE', count: 10_000 }] },
    });
  });
});

describe('admission', () => {
  const admitted = async (dagId: string): Promise<number> =>
    Number((await rows('select count(admitted_at) as n from dag_runs where dag_id = $1', [dagId]))[0]?.['n']);
  const pause = async (dagId: string, paused: boolean): Promise<unknown> =>
    (
      await service.ask(
        `mutation { setDagPaused(dagId: "${dagId}", paused: ${paused}, reason: "why") { __typename ... on DagPausedChanged { dag { paused } } ... on DagNotFound { message } } }`,
      )
    ).data;

  it('no more runs are admitted than maxActiveRuns, also when triggered at once', async () => {
    await register({ spec: spec('narrow') });
    await Promise.all(Array.from({ length: 6 }, () => trigger({ dagId: 'narrow' })));
    expect(await admitted('narrow')).toBe(2);
    expect(
      await rows(
        `select count(*)::int as n from outbox where dag_run_id in (select id from dag_runs where dag_id = 'narrow')`,
      ),
    ).toEqual([{ n: 2 }]);
  });

  it('a raised limit lets more in', async () => {
    await register({ spec: spec('raised', { maxActiveRuns: 1 }) });
    await Promise.all(Array.from({ length: 4 }, () => trigger({ dagId: 'raised' })));
    await register({ spec: spec('raised', { maxActiveRuns: 3 }) });
    expect(await admitted('raised')).toBe(3);
  });

  it('a paused DAG accepts the trigger; its runs start when it is unpaused, the earliest first', async () => {
    await register({ spec: spec('quiet') });
    expect(await pause('quiet', true)).toEqual({
      setDagPaused: { __typename: 'DagPausedChanged', dag: { paused: true } },
    });
    const runs = [await run({ dagId: 'quiet' }), await run({ dagId: 'quiet' }), await run({ dagId: 'quiet' })];
    expect(runs.map((each) => each.workflow)).toEqual([null, null, null]);
    await pause('quiet', false);
    const started = await rows(
      `select id from dag_runs where dag_id = 'quiet' and admitted_at is not null order by run_after`,
    );
    expect(started.map((row) => row['id'])).toEqual([runs[0]?.id, runs[1]?.id]);
    const told = await rows(`select type, reason from events where stream = 'dag-quiet' order by version`);
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
    await register({ spec: spec('stopped', { maxActiveRuns: 1, paused: true }) });
    const { id } = await run({ dagId: 'stopped' });
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

describe('reading', () => {
  it('pages runs newest first, each once, and counts them', async () => {
    await register({ spec: spec('paged', { maxActiveRuns: 100 }) });
    for (let i = 0; i < 7; i += 1) await trigger({ dagId: 'paged', runId: `r${i}` });
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { data } = await service.ask<{
        dag: {
          runs: {
            nodes: { runId: string }[];
            totalCount: number;
            pageInfo: { hasNextPage: boolean; endCursor: string };
          };
        };
      }>(
        'query ($after: String) { dag(id: "paged") { runs(first: 3, after: $after) { totalCount nodes { runId } pageInfo { hasNextPage endCursor } } } }',
        { after },
      );
      const page: {
        nodes: { runId: string }[];
        totalCount: number;
        pageInfo: { hasNextPage: boolean; endCursor: string };
      } = data.dag.runs;
      expect(page.totalCount).toBe(7);
      seen.push(...page.nodes.map((node) => node.runId));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(['r6', 'r5', 'r4', 'r3', 'r2', 'r1', 'r0']);
  });

  it.each([
    ['{ dagRuns(first: 101) { nodes { id } } }'],
    ['{ dagRuns(first: -1) { nodes { id } } }'],
    ['{ dagRuns(after: "nonsense") { nodes { id } } }'],
    ['{ dagRuns(filter: { queuedFrom: "2026-01-01" }) { nodes { id } } }'],
    ['{ dagRuns(filter: { queuedFrom: "2026-02-30T00:00:00Z" }) { nodes { id } } }'],
    ['{ dag(id: "a\\u0000b") { id } }'],
  ])('given %s, tells what is wrong', async (query) => {
    const { errors } = await service.ask(query);
    expect(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']).toContain(errors?.[0]?.extensions.code);
    expect(service.logged).toEqual([]);
  });

  it('filters runs and DAGs', async () => {
    await register({ spec: spec('filtered', { tags: ['rare'], description: '100% done_' }) });
    await trigger({ dagId: 'filtered', logicalDate: '2020-01-01T00:00:00Z' });
    const ask = async (query: string): Promise<unknown> => (await service.ask(query)).data;
    const found = { dagRuns: { totalCount: 1 } };
    expect(
      await ask(
        '{ dagRuns(filter: { dagId: "filtered", states: [QUEUED], types: [MANUAL], logicalDateTo: "2020-06-01T00:00:00Z" }) { totalCount } }',
      ),
    ).toEqual(found);
    expect(await ask('{ dagRuns(filter: { dagId: "filtered", states: [SUCCESS] }) { totalCount } }')).toEqual({
      dagRuns: { totalCount: 0 },
    });
    expect(await ask('{ dags(filter: { tags: ["rare"], owners: ["data"], paused: false }) { nodes { id } } }')).toEqual(
      { dags: { nodes: [{ id: 'filtered' }] } },
    );
    expect(await ask('{ dags(filter: { search: "100% DONE_" }) { nodes { id } } }')).toEqual({
      dags: { nodes: [{ id: 'filtered' }] },
    });
    expect(await ask('{ dags(filter: { search: "1000 done" }) { nodes { id } } }')).toEqual({ dags: { nodes: [] } });
  });

  it('a page of 100 tasks with all that belongs to each costs a handful of statements', async () => {
    const chain = Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [`t${i}`, { type: 'empty', upstream: i === 0 ? [] : [`t${i - 1}`] }]),
    );
    await register({ spec: { id: 'chain', tasks: chain } });
    const { id } = await run({ dagId: 'chain' });
    await service.pool.query(
      `insert into task_attempts (dag_run_id, task_id, map_index, try_number, attempt, outcome, started_at, worker)
       select dag_run_id, task_id, map_index, 1, 1, 'SUCCESS', now(), 'w' from task_instances where dag_run_id = $1`,
      [id],
    );
    const FIELDS =
      'taskId attempts { tryNumber outcome } xcoms { key } log { nextLine complete lines { text } } explanation { summary blockedBy upstream rule }';
    const statements = async (first: number): Promise<number> => {
      const spy = vi.spyOn(pg.Client.prototype, 'query');
      const { data } = await service.ask<{ dagRun: { tasks: { nodes: { attempts: object[] }[] } } }>(
        `{ dagRun(id: "${id}") { tasks(first: ${first}) { nodes { ${FIELDS} } } } }`,
      );
      expect(data.dagRun.tasks.nodes.map((node) => node.attempts.length)).toEqual(Array(first).fill(1));
      const count = spy.mock.calls.length;
      spy.mockRestore();
      return count;
    };
    await statements(1);
    // the sequencer's own statements are among them
    expect(await statements(100)).toBeLessThan(20);
  });

  it('a task instance has its attempts, XComs and its log in lines', async () => {
    await register({ spec: spec('filled') });
    const { id } = await run({ dagId: 'filled' });
    await service.pool.query(
      `update task_instances set state = 'SUCCESS', try_number = 2, rendered_fields = '{"command": "echo Paris"}' where dag_run_id = $1 and task_id = 'fetch'`,
      [id],
    );
    await service.pool.query(
      `insert into task_attempts values ($1, 'fetch', -1, 1, 1, 'FAILED', now(), now(), 'w1', 'v', '{"type":"BashExit","message":"exit 1","retryable":true}'), ($1, 'fetch', -1, 2, 1, 'SUCCESS', now(), now(), 'w1', 'v', null)`,
      [id],
    );
    await service.pool.query(
      `insert into xcoms (dag_run_id, task_id, map_index, key, value, size_bytes) values ($1, 'fetch', -1, 'return_value', '{"a":"\\u0000"}', 8)`,
      [id],
    );
    const line = (text: string): object => ({ at: '2026-01-01T00:00:00.000Z', stream: 'stdout', text });
    for (const [first, lines] of [
      [1, [line('one'), line('two')]],
      [3, [line('three')]],
    ] as const) {
      await service.pool.query('insert into task_logs values ($1, $2, -1, 2, $3, $4, 1, $5)', [
        id,
        'fetch',
        first,
        lines.length,
        JSON.stringify(lines),
      ]);
    }
    const { data } = await service.ask<{
      dagRun: { task: Record<string, unknown> };
    }>(`{ dagRun(id: "${id}") { task(taskId: "fetch") { renderedFields xcoms { key value sizeBytes }
      attempts { tryNumber attempt outcome error { type message retryable stack } } all: log { nextLine complete lines { number text stream } }
      page: log(after: 1, limit: 1) { nextLine complete lines { number } } first: log(tryNumber: 1) { nextLine complete lines { number } } explanation { summary rule } } } }`);
    expect(data.dagRun.task).toEqual({
      renderedFields: { command: 'echo Paris' },
      xcoms: [{ key: 'return_value', value: { a: '\0' }, sizeBytes: 8 }],
      attempts: [
        {
          tryNumber: 1,
          attempt: 1,
          outcome: 'FAILED',
          error: { type: 'BashExit', message: 'exit 1', retryable: true, stack: null },
        },
        { tryNumber: 2, attempt: 1, outcome: 'SUCCESS', error: null },
      ],
      all: {
        nextLine: 4,
        complete: true,
        lines: [
          { number: 1, text: 'one', stream: 'stdout' },
          { number: 2, text: 'two', stream: 'stdout' },
          { number: 3, text: 'three', stream: 'stdout' },
        ],
      },
      page: { nextLine: 3, complete: false, lines: [{ number: 2 }] },
      first: { nextLine: 1, complete: true, lines: [] },
      explanation: { summary: 'succeeded in try 2 of 3', rule: 'ALL_SUCCESS' },
    });
  });

  it('what is not there is null', async () => {
    const { data, errors } = await service.ask(
      '{ dag(id: "nobody") { id } dagRun(id: "nobody") { id } dagRunByKey(dagId: "weather", runId: "nobody") { id } }',
    );
    expect([data, errors]).toEqual([{ dag: null, dagRun: null, dagRunByKey: null }, undefined]);
  });
});
