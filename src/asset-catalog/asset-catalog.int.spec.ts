import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogOf, named } from '../../test/support/seed-assets.js';
import { startService, type TestService } from '../../test/support/service.js';
import type { JsonObject } from '../domain/json.js';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());
const { ask, seeded, updated } = catalogOf(() => service);

describe('an asset', () => {
  it('has its producers, readers and consumers, its events, and what waits', async () => {
    const asset = named('orders');
    const shop = await seeded('shop', ['load'], [{ task: 'load', role: 'outlet', asset }]);
    const report = await seeded(
      'report',
      ['sum'],
      [
        { role: 'schedule', asset },
        { task: 'sum', role: 'inlet', asset },
      ],
    );
    await updated(asset, shop);
    const { asset: found } = await ask<{ asset: JsonObject }>(
      `query ($name: ID!) { asset(name: $name) { name lastEvent { id extra taskId dagRunId actor { name } }
        producers { dagId taskId alias } readers { dagId taskId } consumers { dagId taskId } queuedFor { dagId events }
        events { totalCount nodes { id asset partition at } } } }`,
      { name: asset },
    );
    expect(found).toMatchObject({
      name: asset,
      lastEvent: {
        id: `asset-${asset}:0`,
        extra: { rows: 1 },
        taskId: 'load',
        dagRunId: shop.run,
        actor: { name: 'w' },
      },
      producers: [{ dagId: shop.dag, taskId: 'load', alias: null }],
      readers: [{ dagId: report.dag, taskId: 'sum' }],
      consumers: [{ dagId: report.dag, taskId: null }],
      queuedFor: [{ dagId: report.dag, events: 1 }],
      events: { totalCount: 1, nodes: [{ id: `asset-${asset}:0`, asset, partition: null }] },
    });
  });

  it('is named by an alias, too', async () => {
    const [asset, alias] = [named('dynamic'), named('any')];
    const maker = await seeded('maker', ['load'], [{ task: 'load', role: 'outlet', asset: alias, alias: true }]);
    const taker = await seeded('taker', ['sum'], [{ role: 'schedule', asset: alias, alias: true }]);
    await updated(asset, maker, { alias });
    const { asset: found } = await ask<{ asset: JsonObject }>(
      'query ($name: ID!) { asset(name: $name) { producers { dagId taskId alias } consumers { dagId alias } lastEvent { alias } } }',
      { name: asset },
    );
    expect(found).toEqual({
      producers: [{ dagId: maker.dag, taskId: 'load', alias }],
      consumers: [{ dagId: taker.dag, alias }],
      lastEvent: { alias },
    });
  });

  it('is found by a part of its name, and by the DAG that names it', async () => {
    const asset = named('100%_sure');
    const { dag } = await seeded('namer', ['load'], [{ task: 'load', role: 'outlet', asset }]);
    const list = async (filter: object) =>
      (
        await ask<{ assets: { totalCount: number; nodes: { name: string }[] } }>(
          'query ($filter: AssetFilter) { assets(filter: $filter) { totalCount nodes { name } } }',
          { filter },
        )
      ).assets;
    expect(await list({ search: '0%_SURE' })).toEqual({ totalCount: 1, nodes: [{ name: asset }] });
    expect(await list({ search: '0%sure' })).toEqual({ totalCount: 0, nodes: [] });
    expect(await list({ dagId: dag })).toEqual({ totalCount: 1, nodes: [{ name: asset }] });
    expect((await ask('{ asset(name: "nobody") { name } }'))['asset']).toBeNull();
  });

  it('lists its events newest first, page by page', async () => {
    const asset = named('many');
    const shop = await seeded('shop', ['load', 'more', 'last'], []);
    for (const task of ['load', 'more', 'last']) await updated(asset, shop, { task });
    const page = async (after: string | null) =>
      (
        await ask<{
          assetEvents: { nodes: { taskId: string }[]; pageInfo: { endCursor: string; hasNextPage: boolean } };
        }>(
          `query ($asset: String, $after: String) { assetEvents(filter: { asset: $asset }, first: 2, after: $after) {
             nodes { taskId } pageInfo { endCursor hasNextPage } } }`,
          { asset, after },
        )
      ).assetEvents;
    const first = await page(null);
    expect(first.nodes.map(({ taskId }) => taskId)).toEqual(['last', 'more']);
    const second = await page(first.pageInfo.endCursor);
    expect(second).toMatchObject({ nodes: [{ taskId: 'load' }], pageInfo: { hasNextPage: false } });
  });
});

describe('runs and asset events', () => {
  it('tell of each other, in both directions', async () => {
    const asset = named('orders');
    const shop = await seeded('shop', ['load'], [{ task: 'load', role: 'outlet', asset }]);
    const report = await seeded('report', ['sum'], [{ role: 'schedule', asset }]);
    const [event] = await updated(asset, shop);
    await service.pool.query('insert into triggering_asset_events (dag_run_id, event_id) values ($1, $2)', [
      report.run,
      event?.id,
    ]);
    const both = `triggeringAssetEvents { nodes { id dagRunId triggeredRuns { nodes { id } } } } assetEvents { nodes { id triggeredRuns { nodes { dagId } } } }`;
    const of = (id: string) => ask(`query ($id: ID!) { dagRun(id: $id) { ${both} } }`, { id });
    expect(await of(shop.run)).toEqual({
      dagRun: {
        triggeringAssetEvents: { nodes: [] },
        assetEvents: { nodes: [{ id: event?.id, triggeredRuns: { nodes: [{ dagId: report.dag }] } }] },
      },
    });
    expect(await of(report.run)).toEqual({
      dagRun: {
        triggeringAssetEvents: {
          nodes: [{ id: event?.id, dagRunId: shop.run, triggeredRuns: { nodes: [{ id: report.run }] } }],
        },
        assetEvents: { nodes: [] },
      },
    });
  });
});

describe('emitAssetEvent', () => {
  const EMIT = `mutation ($input: EmitAssetEventInput!) { emitAssetEvent(input: $input) { __typename
    ... on AssetEventEmitted { event { id asset extra partition actor { kind name } taskId watcher } } ... on Refused { code message } } }`;

  it('updates a known asset, once for a key', async () => {
    const asset = named('orders');
    await seeded('report', ['sum'], [{ role: 'schedule', asset }]);
    const input = { asset, extra: { rows: 3 }, partition: 'p', reason: 'by hand', idempotencyKey: named('key') };
    const first = await ask(EMIT, { input });
    expect(first).toEqual({
      emitAssetEvent: {
        __typename: 'AssetEventEmitted',
        event: {
          ...{ id: `asset-${asset}:0`, asset, extra: { rows: 3 }, partition: 'p', taskId: null, watcher: null },
          actor: { kind: 'USER', name: 'admin' },
        },
      },
    });
    expect(await ask(EMIT, { input })).toEqual(first);
    const { rows } = await service.pool.query('select type, reason from events where stream = $1', [`asset-${asset}`]);
    expect(rows).toEqual([{ type: 'AssetUpdated', reason: 'by hand' }]);
  });

  it.each([
    ['an asset of nobody', { asset: 'nobodys' }, 'NOT_FOUND'],
    ['no name', { asset: '' }, 'INVALID'],
    ['an extra that is no object', { asset: 'nobodys', extra: [1] }, 'INVALID'],
    ['too much', { asset: 'nobodys', extra: { a: 'x'.repeat(17_000) } }, 'INVALID'],
  ])('refuses %s', async (_what, input, code) => {
    expect((await ask(EMIT, { input }))['emitAssetEvent']).toMatchObject({ __typename: 'Refused', code });
  });
});

describe('deleteQueuedAssetEvents', () => {
  const DELETE = `mutation ($input: DeleteQueuedAssetEventsInput!) { deleteQueuedAssetEvents(input: $input) { __typename
    ... on QueuedAssetEventsDeleted { dagId deleted } ... on Refused { code } } }`;

  it('takes away what waits, of one asset or of all, and tells of it', async () => {
    const [orders, rates] = [named('orders'), named('rates')];
    const shop = await seeded('shop', ['load'], []);
    const report = await seeded(
      'report',
      ['sum'],
      [
        { role: 'schedule', asset: orders },
        { role: 'schedule', asset: rates },
      ],
    );
    for (const asset of [orders, rates]) await updated(asset, shop);
    const queued = async () =>
      (
        await ask<{ assetEvents: { nodes: { asset: string }[] } }>(
          'query ($dag: ID) { assetEvents(filter: { queuedFor: $dag }) { nodes { asset } } }',
          { dag: report.dag },
        )
      ).assetEvents.nodes.map(({ asset }) => asset);
    expect((await queued()).sort()).toEqual([orders, rates].sort());
    const forget = async (asset: string | null) =>
      (await ask(DELETE, { input: { dagId: report.dag, asset, reason: 'not needed' } }))['deleteQueuedAssetEvents'];
    expect(await forget(orders)).toMatchObject({ deleted: 1 });
    expect(await queued()).toEqual([rates]);
    expect(await forget(null)).toMatchObject({ deleted: 1 });
    expect(await forget(null)).toMatchObject({ deleted: 0 });
    const { rows } = await service.pool.query(`select type, reason, payload from events where stream = $1`, [
      `dag-${report.dag}`,
    ]);
    expect(rows).toEqual([
      { type: 'QueuedAssetEventsDeleted', reason: 'not needed', payload: { assets: { [orders]: 1 } } },
      { type: 'QueuedAssetEventsDeleted', reason: 'not needed', payload: { assets: { [rates]: 1 } } },
    ]);
    expect((await ask(DELETE, { input: { dagId: 'nobody' } }))['deleteQueuedAssetEvents']).toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
