import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../../test/support/service.js';
import { resolveConnection } from './resolve.js';

const PASSWORD = 'p@ss/w:rd-never-shown';
const key = randomBytes(32);
const env = {
  CONTINUO_CONN_FROM_ENV: `postgresql://ada:${encodeURIComponent(PASSWORD)}@db.example:5433/sales?sslmode=require`,
  CONTINUO_CONN_BOTH: JSON.stringify({
    type: 'http',
    host: 'env.example',
    password: PASSWORD,
    extra: { token: PASSWORD, region: 'eu' },
  }),
  CONTINUO_CONN_BROKEN: '{ not json',
};

let service: TestService;
beforeAll(async () => {
  service = await startService({ key, env });
});
afterAll(async () => service.stop());

const FIELDS = 'id type host port database login hasPassword extra source updatedAt updatedBy { name }';
const set = async (input: object): Promise<Record<string, unknown>> =>
  (
    await service.ask<{ setConnection: Record<string, unknown> }>(
      `mutation ($input: SetConnectionInput!) { setConnection(input: $input) { __typename ... on ConnectionSaved { connection { ${FIELDS} } } ... on Refused { code message } } }`,
      { input },
    )
  ).data.setConnection;
const list = async (): Promise<{ id: string }[]> =>
  (await service.ask<{ connections: { id: string }[] }>(`{ connections { ${FIELDS} } }`)).data.connections;
const remove = async (id: string): Promise<unknown> =>
  (
    await service.ask(
      `mutation { deleteConnection(id: "${id}", reason: "gone") { __typename ... on Deleted { id } ... on Refused { code } } }`,
    )
  ).data;
const resolve = (id: string): Promise<unknown> => resolveConnection({ pool: service.pool, key, env }, id);

/** All that the database holds, as text. */
const everything = async (): Promise<string> => {
  const tables = ['connections', 'events', 'idempotency_keys', 'streams'];
  const texts = await Promise.all(
    tables.map((table) => service.pool.query(`select string_agg(t::text, '') as all from ${table} t`)),
  );
  return JSON.stringify(texts.map((text) => text.rows));
};

describe('connections', () => {
  it('a secret goes in, and comes out for the worker only', async () => {
    const input = {
      id: 'warehouse',
      type: 'postgres',
      host: 'db',
      port: 5432,
      database: 'w',
      login: 'ada',
      password: PASSWORD,
      extra: { apiKey: PASSWORD, schema: 's' },
      reason: 'new',
      idempotencyKey: 'c1',
    };
    expect(await set(input)).toMatchObject({
      __typename: 'ConnectionSaved',
      connection: {
        id: 'warehouse',
        hasPassword: true,
        extra: { apiKey: '***', schema: 's' },
        source: 'DATABASE',
        updatedBy: { name: 'admin' },
      },
    });
    expect(JSON.stringify(await list())).not.toContain(PASSWORD);
    expect(await everything()).not.toContain(PASSWORD);
    expect(await resolve('warehouse')).toEqual({
      ...{ id: 'warehouse', type: 'postgres', host: 'db', port: 5432, database: 'w', login: 'ada', password: PASSWORD },
      extra: { apiKey: PASSWORD, schema: 's' },
    });
    const { rows } = await service.pool.query(
      `select type, reason, payload from events where stream = 'connection-warehouse'`,
    );
    expect(rows).toMatchObject([
      { type: 'ConnectionSet', reason: 'new', payload: { hasPassword: true, extraKeys: ['apiKey', 'schema'] } },
    ]);
  });

  it('given a URI, takes its parts; what was given by itself wins', async () => {
    await set({
      id: 'api',
      type: 'http',
      uri: `https://me:${encodeURIComponent(PASSWORD)}@api.example:8443/v1?timeout=5`,
      host: 'other.example',
    });
    expect(await resolve('api')).toEqual({
      ...{
        id: 'api',
        type: 'http',
        host: 'other.example',
        port: 8443,
        database: null,
        login: 'me',
        password: PASSWORD,
      },
      extra: { scheme: 'https', baseUrl: 'https://api.example:8443/v1', timeout: '5' },
    });
  });

  it('another key cannot read it, and says so', async () => {
    await set({ id: 'sealed', type: 'generic', password: PASSWORD });
    await expect(resolveConnection({ pool: service.pool, key: randomBytes(32), env: {} }, 'sealed')).rejects.toThrow(
      /another key/,
    );
  });

  it('the environment comes first, in any notation', async () => {
    await set({ id: 'both', type: 'postgres', host: 'database.example' });
    expect(await resolve('both')).toMatchObject({ type: 'http', host: 'env.example', password: PASSWORD });
    expect(await resolve('from-env')).toMatchObject({
      type: 'postgres',
      host: 'db.example',
      port: 5433,
      database: 'sales',
      login: 'ada',
      password: PASSWORD,
      extra: { sslmode: 'require' },
    });
    await expect(resolve('broken')).rejects.toThrow(/CONTINUO_CONN_BROKEN/);
    expect(await resolve('nobody')).toBeNull();
    const shown = await list();
    expect(shown).toContainEqual(
      expect.objectContaining({
        id: 'both',
        source: 'ENVIRONMENT',
        host: 'env.example',
        extra: { token: '***', region: 'eu' },
      }),
    );
    expect(shown).toContainEqual(expect.objectContaining({ id: 'from_env', source: 'ENVIRONMENT', hasPassword: true }));
    expect(JSON.stringify(shown)).not.toContain(PASSWORD);
  });

  it('is deleted once; one of the environment cannot be', async () => {
    await set({ id: 'short', type: 'generic' });
    expect(await remove('short')).toEqual({ deleteConnection: { __typename: 'Deleted', id: 'short' } });
    expect(await remove('short')).toEqual({ deleteConnection: { __typename: 'Refused', code: 'NOT_FOUND' } });
    expect(await remove('from_env')).toEqual({ deleteConnection: { __typename: 'Refused', code: 'ILLEGAL_STATE' } });
  });

  it.each([
    [{ id: 'a b', type: 'http' }],
    [{ id: 'x', type: ' ' }],
    [{ id: 'x', type: 'http', port: 70_000 }],
    [{ id: 'x', type: 'http', extra: [1] }],
    [{ id: 'x', type: 'http', uri: PASSWORD }],
    [{ id: 'x', type: 'http', uri: 'http://%zz@host' }],
    [{ id: 'x', type: 'http', host: 'a\0b' }],
  ])('given %o, refuses without showing the value', async (input) => {
    const answer = await set(input);
    expect(answer).toMatchObject({ __typename: 'Refused', code: 'INVALID' });
    expect(JSON.stringify(answer)).not.toContain(PASSWORD);
  });
});
