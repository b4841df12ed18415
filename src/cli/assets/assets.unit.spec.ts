import { existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type FixtureApi, startFixtureApi } from '../../../test/support/cli/fixture-api.js';
import { aRun, page } from '../../../test/support/cli/fixtures.js';
import { runCommand } from '../../../test/support/cli/run-command.js';
import { EXIT } from '../exit-code.js';

let api: FixtureApi | undefined;
afterEach(async () => await api?.stop());
const continuo = (...args: string[]): ReturnType<typeof runCommand> => runCommand(args, { url: api?.url ?? '' });

const anEvent = (fields: object = {}): Record<string, unknown> => ({
  ...{ id: 'asset-orders:3', asset: 'orders', partition: null, extra: { rows: 7 }, at: '2026-11-21T08:00:00Z' },
  actor: { kind: 'WORKER', id: 'w', name: '1@vm' },
  ...{ alias: null, watcher: null, dagId: 'shop', dagRunId: 'run-1', runId: 'r1', taskId: 'load', mapIndex: -1 },
  tryNumber: 1,
  ...fields,
});
const anAsset = (fields: object = {}): Record<string, unknown> => ({
  ...{ name: 'orders', group: null, firstSeen: '2026-11-20T08:00:00Z', lastEvent: anEvent() },
  events: () =>
    page([anEvent(), anEvent({ dagId: null, taskId: null, actor: { kind: 'USER', id: 'u', name: 'ann' } })]),
  producers: [{ dagId: 'shop', taskId: 'load', alias: null }],
  readers: [],
  consumers: [{ dagId: 'report', taskId: null, alias: 'any' }],
  queuedFor: [{ dagId: 'report', events: 2, since: '2026-11-21T08:00:00Z' }],
  ...fields,
});

describe('assets', () => {
  it('list: who updates and who waits', async () => {
    api = await startFixtureApi({ assets: () => page([anAsset(), anAsset({ name: 'fx', lastEvent: null })]) });
    const { code, stdout } = await continuo('assets', 'list', '--search', 'o', '--dag', 'shop');
    expect(code).toBe(EXIT.ok);
    expect(stdout.split('\n')[1]).toMatch(/^orders +2026-11-21T08:00:00Z +shop\/load +report \(as any\) +report: 2$/);
    expect(stdout.split('\n')[2]).toMatch(/^fx +shop\/load/);
    expect(api.requests[0]?.variables).toMatchObject({ filter: { search: 'o', dagId: 'shop' }, first: 25 });
  });

  it('show: what waits, and its last updates with who made them', async () => {
    api = await startFixtureApi({ asset: ({ name }: { name: string }) => (name === 'orders' ? anAsset() : null) });
    const { stdout } = await continuo('assets', 'show', 'orders');
    expect(stdout).toMatch(/waits +2 for the rest of what report needs, since 2026-11-21T08:00:00Z/);
    expect(stdout).toMatch(/2026-11-21T08:00:00Z +orders +shop\/r1 load +\{"rows":7\} +asset-orders:3/);
    expect(stdout).toMatch(/2026-11-21T08:00:00Z +orders +ann /);
    const { code, stderr } = await continuo('assets', 'show', 'nobodys');
    expect([code, stderr]).toEqual([EXIT.refused, expect.stringContaining('asset "nobodys"')]);
  });

  it('events: an asset that nobody knows is a refusal, one without updates is none', async () => {
    const asset = ({ name }: { name: string }) => (name === 'orders' ? anAsset() : null);
    api = await startFixtureApi({ assetEvents: () => page([]), asset });
    expect((await continuo('assets', 'events', 'orders')).code).toBe(EXIT.ok);
    const { code, stderr } = await continuo('assets', 'events', 'ordres');
    expect([code, stderr]).toEqual([EXIT.refused, expect.stringContaining('asset "ordres"')]);
  });

  it('events: of an asset, of a run, and in a queue', async () => {
    api = await startFixtureApi({ assetEvents: () => page([anEvent()]), dagRunByKey: () => aRun({ id: 'run-1' }) });
    const { stdout } = await continuo(
      'assets',
      'events',
      'orders',
      '--run',
      'shop/r1',
      '--queued-for',
      'report',
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject([{ id: 'asset-orders:3', extra: { rows: 7 } }]);
    expect(api.requests.at(-1)?.variables).toMatchObject({
      filter: { asset: 'orders', dagRunId: 'run-1', queuedFor: 'report' },
    });
  });

  it.each([
    ['orders', { asset: 'orders' }],
    ['asset:dag:x', { asset: 'dag:x' }],
    ['dag:shop', { dagId: 'shop' }],
    ['task:shop/extract.load', { dagId: 'shop', taskId: 'extract.load' }],
    ['s3://bucket/orders', { asset: 's3://bucket/orders' }],
  ])('lineage of %s', async (name, asked) => {
    const nodes = [
      { id: 'task:shop/load', kind: 'TASK', asset: null, dagId: 'shop', taskId: 'load', distance: -1 },
      { id: 'asset:orders', kind: 'ASSET', asset: 'orders', dagId: null, taskId: null, distance: 0 },
    ];
    const edges = [{ from: 'task:shop/load', to: 'asset:orders' }];
    api = await startFixtureApi({ lineage: () => ({ nodes, edges, truncated: true }) });
    const { stdout, stderr } = await continuo('assets', 'lineage', name, '--direction', 'upstream', '--depth', '3');
    expect(stdout).toMatch(/-1 +task +shop\/load +asset:orders\n0 +asset +orders\n/);
    expect(stderr).toContain('there is more');
    expect(api.requests[0]?.variables).toEqual({ ...asked, direction: 'UPSTREAM', depth: 3 });
  });

  it('emit: sends what there is to know, with a reason', async () => {
    api = await startFixtureApi({
      emitAssetEvent: () => ({ __typename: 'AssetEventEmitted', event: anEvent() }),
    });
    const { stdout } = await continuo(
      'assets',
      'emit',
      'orders',
      '--extra',
      '{"rows":7}',
      '--partition',
      'p',
      '--reason',
      'x',
    );
    expect(stdout).toBe('orders is updated (asset-orders:3)\n');
    expect(api.requests[0]?.variables).toMatchObject({
      input: { asset: 'orders', extra: { rows: 7 }, partition: 'p', reason: 'x' },
    });
  });

  it('emit: tells a refusal', async () => {
    const refused = { __typename: 'Refused', code: 'NOT_FOUND', message: 'no asset "x"' };
    api = await startFixtureApi({ emitAssetEvent: () => refused });
    const { code, stderr } = await continuo('assets', 'emit', 'x');
    expect([code, stderr]).toEqual([EXIT.refused, expect.stringContaining('no asset "x"')]);
  });

  it('dequeue: says how many', async () => {
    const done = { __typename: 'QueuedAssetEventsDeleted', dagId: 'report', deleted: 2 };
    api = await startFixtureApi({ deleteQueuedAssetEvents: () => done });
    expect((await continuo('assets', 'dequeue', 'report', '--asset', 'orders')).stdout).toBe('report: 2 taken away\n');
  });
});

describe('assets hooks', () => {
  const hook = {
    ...{ id: 'h1', asset: 'orders', description: 'the shop', path: '/hooks/h1', createdAt: '2026-11-21T08:00:00Z' },
    ...{ createdBy: { kind: 'USER', id: 'u', name: 'ann' }, lastSeenAt: null },
  };

  it('create: the secret on stdout, and nothing beside it', async () => {
    api = await startFixtureApi({
      createAssetHook: () => ({ __typename: 'AssetHookCreated', hook, secret: 'chs_secret' }),
    });
    const { stdout, stderr } = await continuo('assets', 'hooks', 'create', 'orders', '--description', 'the shop');
    expect(stdout).toBe('chs_secret\n');
    expect(stderr).toContain('post to /hooks/h1');
  });

  it('create: the secret in a new file of mine', async () => {
    let calls = 0;
    api = await startFixtureApi({
      createAssetHook: () => {
        calls += 1;
        return { __typename: 'AssetHookCreated', hook, secret: 'chs_secret' };
      },
    });
    const file = join(mkdtempSync(join(tmpdir(), 'continuo-hook-')), 'secret');
    const { stdout } = await continuo('assets', 'hooks', 'create', 'orders', '--output', file);
    expect([stdout, readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['', 'chs_secret\n', 0o600]);
    const { code } = await continuo('assets', 'hooks', 'create', 'orders', '--output', file);
    expect([code, calls, existsSync(file)]).toEqual([EXIT.usage, 1, true]);
  });

  it('list and delete', async () => {
    api = await startFixtureApi({
      assetHooks: () => [hook],
      deleteAssetHook: () => ({ __typename: 'Deleted', id: 'h1' }),
    });
    expect((await continuo('assets', 'hooks', 'list')).stdout.split('\n')[1]).toMatch(
      /^h1 +orders +\/hooks\/h1 +2026-11-21T08:00:00Z +ann +never +the shop$/,
    );
    expect((await continuo('assets', 'hooks', 'delete', 'h1')).stdout).toBe('h1 is deleted\n');
  });
});
