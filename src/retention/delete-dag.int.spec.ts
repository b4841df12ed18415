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

const DELETE = `mutation ($dagId: ID!, $key: String) { deleteDag(dagId: $dagId, reason: "no longer needed", idempotencyKey: $key) { __typename
  ... on DagDeleted { dagId runs versions } ... on DagNotFound { message } ... on Refused { code message } } }`;
const VERSIONS = `query ($dagId: ID!) { deletedDagVersions(dagId: $dagId) { totalCount nodes { number hash spec registeredBy { name } } } }`;

const remove = async (dagId: string, key: string | null = null): Promise<Record<string, unknown>> =>
  (await service.ask<{ deleteDag: Record<string, unknown> }>(DELETE, { dagId, key })).data.deleteDag;
const endedRun = (dagId: string): Promise<string> => api.endedRun({ dagId }, 'FAILED');

describe('deleteDag', () => {
  it('deletes the DAG with its runs, tells of it, and keeps events and versions', async () => {
    await api.register({ spec: spec('gone') });
    await api.register({ spec: spec('gone', { description: 'second' }) });
    const [first, second] = [await endedRun('gone'), await endedRun('gone')];
    expect(await remove('gone')).toEqual({ __typename: 'DagDeleted', dagId: 'gone', runs: 2, versions: 2 });
    for (const table of ['dags', 'dag_versions', 'schedules'])
      expect(await api.rows(`select 1 from ${table} where ${table === 'dags' ? 'id' : 'dag_id'} = 'gone'`)).toEqual([]);
    expect(await api.rows(`select 1 from task_instances where dag_run_id = any($1)`, [[first, second]])).toEqual([]);
    expect(await service.ask(`{ dag(id: "gone") { id } dagRun(id: "${first}") { id } }`)).toEqual({
      data: { dag: null, dagRun: null },
    });
    const { data } = await service.ask<{ events: { nodes: { type: string }[] } }>(
      `{ events(filter: { dagRunId: "${first}" }, first: 50) { nodes { type } } }`,
    );
    expect(data.events.nodes.map(({ type }) => type)).toContain('RunFailed');
    const [event] = await api.rows(
      `select type, reason, actor_name, payload from events where stream = 'dag-gone' order by version desc limit 1`,
    );
    expect(event).toMatchObject({
      type: 'DagDeleted',
      reason: 'no longer needed',
      actor_name: 'admin',
      payload: { runs: 2 },
    });
    const versions = await service.ask<{ deletedDagVersions: { nodes: { number: number; hash: string }[] } }>(
      VERSIONS,
      { dagId: 'gone' },
    );
    expect(versions.data.deletedDagVersions).toMatchObject({
      totalCount: 2,
      nodes: [{ number: 2, spec: { description: 'second' }, registeredBy: { name: 'admin' } }, { number: 1 }],
    });
    const hashes = versions.data.deletedDagVersions.nodes.map(({ number, hash }) => ({ number, hash })).reverse();
    expect((event?.['payload'] as { versions: unknown }).versions).toEqual(hashes);
  });

  it('goes on with the numbers when the DAG is registered again; old content has its old number', async () => {
    const [one, two, three] = ['1', '2', '3'].map((description) => spec('back', { description }));
    await api.register({ spec: one });
    await api.register({ spec: two });
    await remove('back');
    expect(await api.register({ spec: three })).toMatchObject({ created: true, version: { number: 3 } });
    expect(await api.register({ spec: one })).toMatchObject({ created: false, version: { number: 1 } });
    await remove('back');
    expect(await api.register({ spec: two })).toMatchObject({ dag: { latestVersion: { number: 2 } } });
    const types = await api.rows(`select type from events where stream = 'dag-back' order by version`);
    expect(types.map((row) => row['type'])).toEqual([
      ...['DagRegistered', 'DagVersionRegistered', 'DagDeleted', 'DagRegistered', 'DagVersionRegistered', 'DagDeleted'],
      'DagRegistered',
    ]);
  });

  it('is refused while a run is not finished, and nothing is done', async () => {
    await api.register({ spec: spec('busy') });
    const { id } = await api.run({ dagId: 'busy' });
    expect(await remove('busy')).toMatchObject({ __typename: 'Refused', code: 'ILLEGAL_STATE' });
    expect(await api.rows(`select id from dag_runs where dag_id = 'busy'`)).toEqual([{ id }]);
  });

  it('answers the same once more for the same key, and does not know the DAG without', async () => {
    await api.register({ spec: spec('once') });
    const answer = await remove('once', 'key-1');
    expect(await remove('once', 'key-1')).toEqual(answer);
    expect(await remove('once')).toMatchObject({ __typename: 'DagNotFound' });
    expect(await api.rows(`select 1 from events where stream = 'dag-once' and type = 'DagDeleted'`)).toHaveLength(1);
  });

  it('needs WRITE', async () => {
    const made = await service.ask<{ createToken: { secret: string } }>(
      `mutation { createToken(input: { name: "runner", permissions: [READ, RUN] }) { ... on TokenCreated { secret } } }`,
    );
    const { errors } = await service.ask(DELETE, { dagId: 'busy', key: null }, made.data.createToken.secret);
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('races with triggers of the DAG to one or the other', async () => {
    for (let i = 0; i < 5; i += 1) {
      await api.register({ spec: spec(`race${i}`) });
      const [deleted, triggered] = await Promise.all([remove(`race${i}`), api.trigger({ dagId: `race${i}` })]);
      const outcome = [deleted['__typename'], triggered.__typename];
      expect([
        ['DagDeleted', 'DagNotFound'],
        ['Refused', 'DagRunCreated'],
      ]).toContainEqual(outcome);
    }
  });
});
