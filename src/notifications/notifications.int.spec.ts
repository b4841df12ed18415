import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedRun } from '../../test/support/seed-run.js';
import { startService, type TestService } from '../../test/support/service.js';
import type { JsonObject } from '../domain/json.js';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

const ERROR = { type: 'HttpNetwork', message: 'nobody listens', stack: null, retryable: true };
interface Row {
  state: string;
  tries?: number;
  error?: JsonObject;
  task?: string;
  second: number;
}

/** A run of a DAG of its own. */
async function seeded(): Promise<{ run: string; dag: string }> {
  const dag = `dag_${randomUUID().slice(0, 8)}`;
  return { dag, run: await seedRun(service.pool, { id: dag, tasks: { a: { type: 'empty' } } }) };
}
/** A notification as the relay leaves it behind, of that second. Answers its id. */
async function stored(run: string, { state, tries = 1, error, task, second }: Row): Promise<string> {
  const id = randomUUID().replaceAll('-', '');
  const at = `2026-01-01T00:00:${String(second).padStart(2, '0')}Z`;
  await service.pool.query(
    `insert into notifications (id, dag_run_id, version_number, event_version, event_type, level, trigger, position, type, task_id, map_index,
       try_number, state, tries, next_at, last_error, created_at, ended_at)
     values ($1, $2, 1, 3, $3, $4, 'onFailure', 0, 'notify.webhook', $5, $6, $6, $7, $8, $9, $10, $9, case when $7 = 'PENDING' then null else $9::timestamptz end)`,
    [
      ...[id, run, task === undefined ? 'RunFailed' : 'TaskFailed', task === undefined ? 'dag' : 'task', task ?? null],
      ...[task === undefined ? null : 1, state, tries, at, error === undefined ? null : JSON.stringify(error)],
    ],
  );
  return id;
}

const FIELDS = `id dagId dagRunId level trigger event taskId mapIndex tryNumber type state tries lastError { type message stack retryable }
  createdAt nextAt deliveredAt givenUpAt`;
interface Listed {
  nodes: JsonObject[];
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}
async function list(filter: object, more: { first?: number; after?: string | null } = {}): Promise<Listed> {
  const { data } = await service.ask<{ notifications: Listed }>(
    `query ($filter: NotificationFilter, $first: Int, $after: String) { notifications(filter: $filter, first: $first, after: $after) {
       totalCount nodes { ${FIELDS} } pageInfo { hasNextPage endCursor } } }`,
    { filter, ...more },
  );
  return data.notifications;
}

describe('notifications', () => {
  it('tell their event, their notifier, and how far they are', async () => {
    const { run, dag } = await seeded();
    const ids = [
      await stored(run, { state: 'PENDING', tries: 0, second: 4, task: 'a' }),
      await stored(run, { state: 'PENDING', error: ERROR, second: 3 }),
      await stored(run, { state: 'DELIVERED', error: ERROR, tries: 2, second: 2 }),
      await stored(run, { state: 'FAILED', error: ERROR, tries: 23, second: 1 }),
    ];
    const { nodes, totalCount } = await list({ dagRunId: run });
    expect(totalCount).toBe(4);
    expect(nodes.map(({ id }) => id)).toEqual(ids);
    expect(nodes.map(({ state }) => state)).toEqual(['PENDING', 'UP_FOR_RETRY', 'DELIVERED', 'FAILED']);
    const times = { createdAt: '2026-01-01T00:00:04.000Z', nextAt: '2026-01-01T00:00:04.000Z' };
    const ends = { deliveredAt: null, givenUpAt: null };
    expect(nodes[0]).toEqual({
      ...{ id: ids[0], dagId: dag, dagRunId: run, level: 'task', trigger: 'onFailure', event: 'TaskFailed' },
      ...{ taskId: 'a', mapIndex: 1, tryNumber: 1, type: 'notify.webhook', state: 'PENDING', tries: 0 },
      ...{ lastError: null, ...times, ...ends },
    });
    expect(nodes[1]).toMatchObject({ event: 'RunFailed', taskId: null, mapIndex: null, lastError: ERROR, ...ends });
    expect(nodes[2]).toMatchObject({ nextAt: null, deliveredAt: '2026-01-01T00:00:02.000Z', givenUpAt: null });
    expect(nodes[3]).toMatchObject({ nextAt: null, deliveredAt: null, givenUpAt: '2026-01-01T00:00:01.000Z' });
  });

  it('are found by DAG, by run and by any of several states, and at their run', async () => {
    const [one, other] = [await seeded(), await seeded()];
    const failed = await stored(one.run, { state: 'FAILED', error: ERROR, second: 1 });
    const again = await stored(one.run, { state: 'PENDING', error: ERROR, second: 2 });
    const fresh = await stored(one.run, { state: 'PENDING', second: 3 });
    const elsewhere = await stored(other.run, { state: 'FAILED', error: ERROR, second: 4 });
    const ids = async (filter: object): Promise<unknown[]> => (await list(filter)).nodes.map(({ id }) => id);
    expect(await ids({ dagId: one.dag })).toEqual([fresh, again, failed]);
    expect(await ids({ dagId: other.dag, states: ['FAILED'] })).toEqual([elsewhere]);
    expect(await ids({ dagRunId: one.run, states: ['FAILED', 'UP_FOR_RETRY'] })).toEqual([again, failed]);
    expect(await ids({ dagRunId: one.run, states: ['PENDING'] })).toEqual([fresh]);
    expect(await ids({ dagRunId: one.run, states: [] })).toEqual([]);
    expect(await ids({ dagId: 'nobody' })).toEqual([]);
    const { data } = await service.ask(
      `query ($id: ID!) { dagRun(id: $id) { all: notifications { totalCount nodes { id } } failed: notifications(states: [FAILED]) { nodes { id } } } }`,
      { id: one.run },
    );
    expect(data).toEqual({
      dagRun: {
        all: { totalCount: 3, nodes: [{ id: fresh }, { id: again }, { id: failed }] },
        failed: { nodes: [{ id: failed }] },
      },
    });
  });

  it('page, each once, also those of the same moment', async () => {
    const { run } = await seeded();
    const all = new Set<unknown>();
    for (let i = 0; i < 5; i += 1) all.add(await stored(run, { state: 'PENDING', second: i === 4 ? 8 : 7 }));
    const seen: unknown[] = [];
    for (let after: string | null = null, more = true; more;) {
      const page: Listed = await list({ dagRunId: run }, { first: 2, after });
      expect(page.totalCount).toBe(5);
      seen.push(...page.nodes.map(({ id }) => id));
      [after, more] = [page.pageInfo.endCursor, page.pageInfo.hasNextPage];
    }
    expect(seen).toHaveLength(5);
    expect(new Set(seen)).toEqual(all);
  });

  it('are for those who may read', async () => {
    const { data } = await service.ask<{ createToken: { secret: string } }>(
      'mutation ($input: CreateTokenInput!) { createToken(input: $input) { ... on TokenCreated { secret } } }',
      { input: { name: 'auditor', permissions: ['AUDIT'] } },
    );
    const { errors } = await service.ask('{ notifications { totalCount } }', {}, data.createToken.secret);
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});
