import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../../test/support/service.js';
import { ensureFirstToken } from './first-token.js';

const CREATE = `mutation ($input: CreateTokenInput!) { createToken(input: $input) {
  __typename ... on TokenCreated { secret token { id name permissions expiresAt lastUsedAt createdBy { kind name } } } ... on Refused { code message } } }`;

interface Created {
  createToken: {
    __typename: string;
    secret: string;
    code: string;
    token: { id: string; permissions: string[]; expiresAt: string };
  };
}

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(async () => service.stop());

const create = async (input: object): Promise<Created['createToken']> =>
  (await service.ask<Created>(CREATE, { input })).data.createToken;

describe('access', () => {
  it.each([
    ['no header', {}],
    ['another scheme', { authorization: 'Basic YTpi' }],
    ['an unknown token', { authorization: `Bearer cto_${'a'.repeat(43)}` }],
    ['an empty token', { authorization: 'Bearer ' }],
  ])('given %s, answers 401 in GraphQL shape', async (_name, headers) => {
    const response = await service.app.inject({
      method: 'POST',
      url: '/graphql',
      headers,
      payload: { query: '{ __typename }' },
    });
    expect(response.statusCode).toBe(401);
    expect(response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  it('given a token without the permission, answers 200 with FORBIDDEN', async () => {
    const { secret } = await create({ name: 'reader', permissions: ['READ'] });
    const response = await service.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { authorization: `Bearer ${secret}` },
      payload: { query: '{ tokens { id } }' },
    });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  });

  it('the viewer is the token', async () => {
    const { secret, token } = await create({ name: 'ada', permissions: ['READ'] });
    const { data } = await service.ask('{ viewer { kind id name } }', {}, secret);
    expect(data).toEqual({ viewer: { kind: 'USER', id: token.id, name: 'ada' } });
  });
});

describe('the first token', () => {
  it('lies in the home, for its owner only, and may do everything', async () => {
    expect(statSync(join(service.home, 'admin.token')).mode & 0o777).toBe(0o600);
    const { data } = await service.ask<{ tokens: { name: string; permissions: string[] }[] }>(
      '{ tokens { name permissions } }',
    );
    expect(data.tokens).toContainEqual({ name: 'admin', permissions: ['ADMIN'] });
  });

  it('given a start that died between file and row, the next start gives the file its row', async () => {
    await service.pool.query("delete from api_tokens where name = 'admin'");
    expect((await service.ask('{ __typename }')).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    await ensureFirstToken(service.pool, service.home);
    expect((await service.ask('{ __typename }')).data).toEqual({ __typename: 'Query' });
    expect(readFileSync(join(service.home, 'admin.token'), 'utf8').trim()).toBe(service.adminToken);
  });

  it('given two starts at once on an empty home, there is one token', async () => {
    const before = await service.pool.query('select from api_tokens');
    const file = join(service.home, 'admin.token');
    rmSync(file);
    await Promise.all([ensureFirstToken(service.pool, service.home), ensureFirstToken(service.pool, service.home)]);
    expect(existsSync(file)).toBe(true);
    const after = await service.pool.query('select from api_tokens');
    expect((after.rowCount ?? 0) - (before.rowCount ?? 0)).toBe(1);
  });
});

describe('tokens', () => {
  it('are stored hashed, and what they did stands in the history without the secret', async () => {
    const { secret, token } = await create({
      name: 'ci',
      permissions: ['RUN', 'RUN', 'READ'],
      expiresIn: '30d',
      reason: 'for CI',
    });
    expect(token.permissions).toEqual(['RUN', 'READ']);
    expect(Date.parse(token.expiresAt) - Date.now()).toBeGreaterThan(29 * 86_400_000);
    const { rows } = await service.pool.query('select * from events where stream = $1', [`access-${token.id}`]);
    expect(rows).toMatchObject([{ type: 'TokenCreated', actor_kind: 'USER', reason: 'for CI', version: 0 }]);
    const everything = await service.pool.query("select string_agg(t::text, '') as all from api_tokens t");
    expect(JSON.stringify([rows, everything.rows])).not.toContain(secret);
  });

  it.each([
    [{ name: '', permissions: ['READ'] }],
    [{ name: 'x', permissions: [] }],
    [{ name: 'x', permissions: ['READ'], expiresIn: '0s' }],
    [{ name: 'a\0b', permissions: ['READ'] }],
  ])('given %o, refuses and does nothing', async (input) => {
    expect(await create(input)).toMatchObject({ __typename: 'Refused', code: 'INVALID' });
  });

  it('given a revocation, the next request is refused, and twice is once', async () => {
    const { secret, token } = await create({ name: 'leaked', permissions: ['READ'] });
    const revoke = `mutation { revokeToken(id: "${token.id}", reason: "leaked") { __typename } }`;
    expect((await service.ask(revoke)).data).toEqual({ revokeToken: { __typename: 'Deleted' } });
    expect((await service.ask(revoke)).data).toEqual({ revokeToken: { __typename: 'Deleted' } });
    expect((await service.ask('{ viewer { id } }', {}, secret)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    const { rows } = await service.pool.query('select type from events where stream = $1 order by version', [
      `access-${token.id}`,
    ]);
    expect(rows).toEqual([{ type: 'TokenCreated' }, { type: 'TokenRevoked' }]);
  });

  it('given an expired one, refuses', async () => {
    const { secret, token } = await create({ name: 'old', permissions: ['READ'], expiresIn: 'PT1H' });
    await service.pool.query(
      "update api_tokens set expires_at = clock_timestamp() - interval '1 second' where id = $1",
      [token.id],
    );
    expect((await service.ask('{ viewer { id } }', {}, secret)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  it('lastUsedAt is written once a minute', async () => {
    const { secret, token } = await create({ name: 'used', permissions: ['READ'] });
    const used = async (): Promise<unknown> =>
      (await service.pool.query('select last_used_at from api_tokens where id = $1', [token.id])).rows[0].last_used_at;
    await service.ask('{ viewer { id } }', {}, secret);
    const first = await used();
    await service.ask('{ viewer { id } }', {}, secret);
    expect(first).not.toBeNull();
    expect(await used()).toEqual(first);
  });
});

describe('idempotency', () => {
  it('given the same key and input, the same answer and one effect; another input is a conflict', async () => {
    const input = { name: 'once', permissions: ['READ'], idempotencyKey: 'k1' };
    const first = await create(input);
    expect(await create(input)).toEqual(first);
    expect(await create({ ...input, name: 'other' })).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    const { data } = await service.ask<{ tokens: { name: string }[] }>('{ tokens { name } }');
    expect(data.tokens.filter((token) => token.name === 'once')).toHaveLength(1);
    expect(data.tokens.filter((token) => token.name === 'other')).toHaveLength(0);
  });

  it('given ten calls at once with one key, one effect and one answer', async () => {
    const input = { name: 'race', permissions: ['READ'], idempotencyKey: 'k2' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => create(input)));
    expect(new Set(answers.map((answer) => answer.token.id)).size).toBe(1);
  });

  it('given another principal with the same key, both take effect', async () => {
    const other = await create({ name: 'second admin', permissions: ['ADMIN'] });
    const input = { name: 'mine', permissions: ['READ'], idempotencyKey: 'k3' };
    const first = await create(input);
    const { data } = await service.ask<Created>(CREATE, { input }, other.secret);
    expect(data.createToken.token.id).not.toBe(first.token.id);
  });

  it('given a key older than seven days, it is forgotten', async () => {
    const input = { name: 'weekly', permissions: ['READ'], idempotencyKey: 'k4' };
    const first = await create(input);
    await service.pool.query("update idempotency_keys set created_at = now() - interval '8 days' where key = 'k4'");
    expect((await create(input)).token.id).not.toBe(first.token.id);
  });
});
