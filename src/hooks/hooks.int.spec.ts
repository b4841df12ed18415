import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../../test/support/service.js';
import { HookDeliveries } from './deliveries.service.js';
import { forgetOldDeliveries } from './forget-deliveries.js';
import { HOOK_RATE } from './hook-rate.js';

let service: TestService;
/** A second service process beside it. */
let other: TestService;
beforeAll(async () => {
  const key = randomBytes(32);
  service = await startService({ key });
  other = await startService({ key, databaseUrl: service.databaseUrl });
});
afterAll(async () => {
  await other.stop();
  await service.stop();
});

const CREATE = `mutation ($input: CreateAssetHookInput!) { createAssetHook(input: $input) { __typename
  ... on AssetHookCreated { secret hook { id asset path description createdBy { name } lastSeenAt } } ... on Refused { code message } } }`;
const HOOKS = 'query ($asset: String) { assetHooks(asset: $asset) { id asset description lastSeenAt } }';
const DELETE = `mutation ($id: ID!) { deleteAssetHook(id: $id, reason: "gone") { __typename ... on Refused { code } } }`;

interface Hook {
  id: string;
  path: string;
  secret: string;
  asset: string;
}
interface Created {
  createAssetHook: { __typename: string; secret: string; hook: Omit<Hook, 'secret'>; code?: string };
}
async function created(input: object = {}): Promise<Hook> {
  const asset = `orders_${randomUUID().slice(0, 8)}`;
  const { data } = await service.ask<Created>(CREATE, { input: { asset, ...input } });
  return { ...data.createAssetHook.hook, secret: data.createAssetHook.secret };
}

interface Sending {
  at?: number;
  secret?: string;
  headers?: Record<string, string>;
}
const seconds = (): number => Math.floor(Date.now() / 1_000);
function signed(hook: Hook, body: string, { at = seconds(), secret = hook.secret }: Sending = {}) {
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
}
interface Reply {
  code: number;
  body: { status: string; eventId?: string };
}
async function post(hook: Hook, body: unknown, sending: Sending = {}, to = service): Promise<Reply> {
  const payload = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'x-continuo-signature': signed(hook, payload, sending) };
  const response = await to.app.inject({
    ...{ method: 'POST', url: hook.path, payload },
    headers: { ...headers, ...sending.headers },
  });
  return { code: response.statusCode, body: response.json<Reply['body']>() };
}
const recorded = async (asset: string) =>
  (await service.pool.query('select * from asset_events where asset = $1 order by seq', [asset])).rows as Record<
    string,
    unknown
  >[];

describe('a hook', () => {
  it('records what is posted, as an event of its asset by itself', async () => {
    const hook = await created({ description: 'the shop' });
    const reply = await post(hook, { extra: { rows: 7 }, partition: '2026-11-21', id: 'a' });
    expect(reply).toEqual({ code: 202, body: { status: 'accepted', eventId: `asset-${hook.asset}:1` } });
    expect(await recorded(hook.asset)).toMatchObject([
      {
        ...{ id: reply.body.eventId, extra: { rows: 7 }, partition_key: '2026-11-21', watcher: `hook ${hook.id}` },
        ...{ actor_kind: 'SERVICE', actor_id: hook.id, actor_name: 'the shop', dag_run_id: null },
      },
    ]);
    const { data } = await service.ask<{ assetHooks: object[] }>(HOOKS, { asset: hook.asset });
    expect(data.assetHooks).toMatchObject([{ id: hook.id, lastSeenAt: expect.any(String) as string }]);
  });

  it('gives its secret once, and keeps it out of what is stored', async () => {
    const key = randomUUID();
    const asset = `orders_${key.slice(0, 8)}`;
    const once = { input: { asset, idempotencyKey: key } };
    const first = (await service.ask<Created>(CREATE, once)).data.createAssetHook;
    expect(first.secret).toMatch(/^chs_[\w-]{43}$/);
    // a repeated request, which may be one whose answer was lost, gets the same answer
    expect((await service.ask<Created>(CREATE, once)).data.createAssetHook).toEqual(first);
    for (const table of ['hooks', 'events', 'idempotency_keys', 'hook_deliveries']) {
      const { rows } = await service.pool.query<{ all: string | null }>(
        `select string_agg(t::text, '') as all from ${table} t`,
      );
      expect(rows[0]?.all ?? '').not.toContain(first.secret);
      expect(rows[0]?.all ?? '').not.toContain(Buffer.from(first.secret).toString('hex'));
    }
  });

  it('refuses a wrong signature, an old one and none, and does not tell whether it exists', async () => {
    const hook = await created();
    const nobody = { ...hook, path: `/hooks/${randomUUID()}` };
    const wrong = [
      await post(hook, {}, { secret: 'chs_other' }),
      await post(hook, {}, { at: seconds() - 301 }),
      await post(hook, {}, { at: seconds() + 320 }),
      await post(hook, {}, { headers: { 'x-continuo-signature': '' } }),
      await post(hook, {}, { headers: { 'x-continuo-signature': signed(hook, '{"id":"x"}') } }),
      await post(nobody, {}),
      await post({ ...hook, path: '/hooks/%00' }, {}),
    ];
    expect(wrong.map(({ code }) => code)).toEqual(wrong.map(() => 401));
    expect(new Set(wrong.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await recorded(hook.asset)).toEqual([]);
    expect((await post(hook, {}, { at: seconds() - 280 })).code).toBe(202);
  });

  it('refuses what is no delivery', async () => {
    const hook = await created();
    const bodies = [
      '[]',
      '{',
      '{"more":1}',
      '{"extra":7}',
      '{"partition":"a\\u0007"}',
      { extra: { a: 'x'.repeat(17_000) } },
    ];
    for (const body of bodies) expect((await post(hook, body)).code, JSON.stringify(body).slice(0, 50)).toBe(400);
    expect((await post(hook, {}, { headers: { 'idempotency-key': 'x'.repeat(256) } })).code).toBe(400);
    expect(await post(hook, { extra: { a: 'x'.repeat(65_536) } })).toEqual({
      code: 413,
      body: { status: 'refused', message: 'a delivery has at most 64 KiB' },
    });
    expect((await service.app.inject({ method: 'GET', url: hook.path })).statusCode).toBe(404);
    expect(await recorded(hook.asset)).toEqual([]);
    expect(service.logged).toEqual([]);
  });

  it('takes any content type: what is signed are the bytes', async () => {
    const hook = await created();
    expect((await post(hook, '{ "id" : "ä" }', { headers: { 'content-type': 'text/plain' } })).code).toBe(202);
    expect((await post(hook, '', { at: seconds() - 1 })).code).toBe(202);
  });
});

describe('a delivery', () => {
  it('counts once by its id, and by its Idempotency-Key', async () => {
    const hook = await created();
    const first = await post(hook, { id: 'a' }, { at: seconds() - 10 });
    expect(await post(hook, { id: 'a' })).toEqual({ code: 202, body: { ...first.body, status: 'accepted before' } });
    expect((await post(hook, { id: 'a', extra: { other: true } })).code).toBe(409);
    const headers = { 'idempotency-key': 'b' };
    const second = await post(hook, { extra: { n: 1 } }, { at: seconds() - 9, headers });
    expect((await post(hook, { extra: { n: 1 } }, { headers })).body.eventId).toBe(second.body.eventId);
    expect(await recorded(hook.asset)).toHaveLength(2);
  });

  it('that is replayed counts once, whatever key stands beside its signature', async () => {
    const hook = await created();
    const at = seconds();
    const replays: Record<string, string>[] = [{}, { 'idempotency-key': 'a' }, { 'idempotency-key': 'b' }];
    const replies = [];
    for (const headers of replays) replies.push(await post(hook, { extra: { n: 1 } }, { at, headers }));
    expect(new Set(replies.map(({ body }) => body.eventId)).size).toBe(1);
    expect(await recorded(hook.asset)).toHaveLength(1);
  });

  it('that comes many times at once, to several services, counts once', async () => {
    const hook = await created();
    const at = seconds();
    const sendings = Array.from({ length: 24 }, (_, i) =>
      post(hook, { id: `d${i % 4}` }, { at: at - Math.floor(i / 8) }, i % 3 === 0 ? other : service),
    );
    const replies = await Promise.all(sendings);
    expect(replies.map(({ code }) => code)).toEqual(replies.map(() => 202));
    expect(replies.filter(({ body }) => body.status === 'accepted')).toHaveLength(4);
    expect(await recorded(hook.asset)).toHaveLength(4);
    const { rows } = await service.pool.query<{ key: string }>(
      'select key from hook_deliveries where hook_id = $1 order by key',
      [hook.id],
    );
    expect(rows.map(({ key }) => key)).toEqual(['d0', 'd1', 'd2', 'd3']);
  });

  it('is forgotten after a week', async () => {
    const hook = await created();
    await post(hook, { id: 'old' });
    await post(hook, { id: 'new' });
    await service.pool.query(
      `update hook_deliveries set received_at = now() - interval '8 days' where hook_id = $1 and key = 'old'`,
      [hook.id],
    );
    await forgetOldDeliveries(service.pool);
    const { rows } = await service.pool.query('select key from hook_deliveries where hook_id = $1', [hook.id]);
    expect(rows).toEqual([{ key: 'new' }]);
  });

  it('waits when there are too many, and nobody else waits with it', async () => {
    const [hook, others] = [await created(), await created()];
    // all that it may send, in a future that does not come while this test runs
    const { rates } = service.app.get<HookDeliveries>(HookDeliveries, { strict: false });
    for (let n = 0; n < HOOK_RATE.burst; n += 1) rates.take(hook.id, performance.now() + 3_600_000);
    expect((await post(hook, {}, { secret: 'chs_other' })).code).toBe(401);
    expect((await post(hook, {})).code).toBe(429);
    expect(await recorded(hook.asset)).toEqual([]);
    expect((await post(others, {})).code).toBe(202);
  });
});

describe('hooks', () => {
  it('are listed, and gone when they are deleted, with their story', async () => {
    const hook = await created();
    expect((await service.ask(DELETE, { id: hook.id })).data).toEqual({ deleteAssetHook: { __typename: 'Deleted' } });
    expect((await post(hook, {})).code).toBe(401);
    expect((await service.ask(HOOKS, { asset: hook.asset })).data).toEqual({ assetHooks: [] });
    expect((await service.ask(DELETE, { id: hook.id })).data).toMatchObject({ deleteAssetHook: { code: 'NOT_FOUND' } });
    const { rows } = await service.pool.query(
      'select type, actor_name as actor, reason from events where stream = $1 order by version',
      [`asset-${hook.asset}`],
    );
    expect(rows).toEqual([
      { type: 'AssetHookCreated', actor: 'admin', reason: null },
      { type: 'AssetHookDeleted', actor: 'admin', reason: 'gone' },
    ]);
  });

  it('have an asset that can be one', async () => {
    const { data } = await service.ask<Created>(CREATE, { input: { asset: '' } });
    expect(data.createAssetHook).toMatchObject({ __typename: 'Refused', code: 'INVALID' });
  });

  it('are made by those who may write', async () => {
    const token = await service.ask<{ createToken: { secret: string } }>(
      'mutation { createToken(input: { name: "r", permissions: [READ, RUN] }) { ... on TokenCreated { secret } } }',
    );
    const { errors } = await service.ask(CREATE, { input: { asset: 'orders' } }, token.data.createToken.secret);
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});
