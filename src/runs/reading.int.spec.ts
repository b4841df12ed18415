import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Operations, operationsOf, spec } from '../../test/support/operations.js';
import { startService, type TestService } from '../../test/support/service.js';

let service: TestService;
let api: Operations;
beforeAll(async () => {
  service = await startService();
  api = operationsOf(service);
});
afterAll(async () => service.stop());

describe('reading', () => {
  it('pages runs newest first, each once, and counts them', async () => {
    await api.register({ spec: spec('paged', { maxActiveRuns: 100 }) });
    for (let i = 0; i < 7; i += 1) await api.trigger({ dagId: 'paged', runId: `r${i}` });
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
    await api.register({ spec: spec('filtered', { tags: ['rare'], description: '100% done_' }) });
    await api.trigger({ dagId: 'filtered', logicalDate: '2020-01-01T00:00:00Z' });
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
    await api.register({ spec: { id: 'chain', tasks: chain } });
    const { id } = await api.run({ dagId: 'chain' });
    await service.pool.query(
      `insert into task_attempts (dag_run_id, task_id, map_index, try_number, attempt, outcome, started_at, worker)
       select dag_run_id, task_id, map_index, 1, 1, 'SUCCESS', now(), 'w' from task_instances where dag_run_id = $1`,
      [id],
    );
    const FIELDS =
      'taskId attempts { tryNumber outcome } xcoms { key } log { nextLine complete lines { text } } explanation { summary blockedBy upstream rule facts }';
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
    await api.register({ spec: spec('filled') });
    const { id } = await api.run({ dagId: 'filled' });
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
      page: log(after: 1, limit: 1) { nextLine complete lines { number } } first: log(tryNumber: 1) { nextLine complete lines { number } } } } }`);
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
    });
  });

  it('what is not there is null', async () => {
    const { data, errors } = await service.ask(
      '{ dag(id: "nobody") { id } dagRun(id: "nobody") { id } dagRunByKey(dagId: "weather", runId: "nobody") { id } }',
    );
    expect([data, errors]).toEqual([{ dag: null, dagRun: null, dagRunByKey: null }, undefined]);
  });
});
