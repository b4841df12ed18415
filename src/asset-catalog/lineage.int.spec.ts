import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogOf, named } from '../../test/support/seed-assets.js';
import { startService, type TestService } from '../../test/support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());
const { ask, seeded } = catalogOf(() => service);

describe('lineage', () => {
  const LINEAGE = `query ($asset: String, $dagId: ID, $taskId: ID, $direction: LineageDirection, $depth: Int) {
    lineage(asset: $asset, dagId: $dagId, taskId: $taskId, direction: $direction, depth: $depth) {
      truncated nodes { id kind asset dagId taskId distance } edges { from to } } }`;
  interface Lineage {
    truncated: boolean;
    nodes: { id: string; distance: number; kind: string }[];
    edges: { from: string; to: string }[];
  }
  const lineage = async (asked: object) => (await ask<{ lineage: Lineage | null }>(LINEAGE, asked)).lineage;
  const ids = async (asked: object) =>
    Object.fromEntries((await lineage(asked))?.nodes.map(({ id, distance }) => [id, distance]) ?? []);

  it('follows data over assets, tasks and DAGs, up and down', async () => {
    const [raw, orders, revenue] = [named('raw'), named('orders'), named('revenue')];
    const shop = await seeded(
      'shop',
      ['fetch', 'clean', 'load'],
      [
        { task: 'fetch', role: 'inlet', asset: raw },
        { task: 'load', role: 'outlet', asset: orders },
      ],
    );
    const report = await seeded(
      'report',
      ['sum'],
      [
        { role: 'schedule', asset: orders },
        { task: 'sum', role: 'outlet', asset: revenue },
      ],
    );
    const [fetch, load, sum] = [`task:${shop.dag}/fetch`, `task:${shop.dag}/load`, `task:${report.dag}/sum`];
    expect(await ids({ asset: orders })).toEqual({
      [`asset:${orders}`]: 0,
      ...{ [load]: -1, [`dag:${shop.dag}`]: -2, [fetch]: -2, [`asset:${raw}`]: -3 },
      ...{ [`dag:${report.dag}`]: 1, [sum]: 2, [`asset:${revenue}`]: 3 },
    });
    expect(await ids({ asset: orders, direction: 'DOWNSTREAM', depth: 1 })).toEqual({
      ...{ [`asset:${orders}`]: 0, [`dag:${report.dag}`]: 1 },
    });
    expect(await ids({ dagId: shop.dag, direction: 'UPSTREAM' })).toEqual({
      ...{ [`dag:${shop.dag}`]: 0, [fetch]: 0, [load]: 0, [`asset:${raw}`]: -1 },
    });
    // a task without assets of its own stands between two that have some
    expect(await ids({ dagId: shop.dag, taskId: 'clean', direction: 'DOWNSTREAM', depth: 2 })).toEqual({
      ...{ [`task:${shop.dag}/clean`]: 0, [load]: 1, [`asset:${orders}`]: 2 },
    });
    const { edges = [] } = (await lineage({ asset: orders })) ?? {};
    expect(edges).toContainEqual({ from: fetch, to: load });
    expect(edges).toContainEqual({ from: `asset:${orders}`, to: `dag:${report.dag}` });
    expect(edges).toHaveLength(8);
  });

  it('ends where data goes round, and looks at latest versions only', async () => {
    const [a, b] = [named('a'), named('b')];
    const one = await seeded(
      'one',
      ['t'],
      [
        { role: 'schedule', asset: a },
        { task: 't', role: 'outlet', asset: b },
      ],
    );
    const two = await seeded(
      'two',
      ['t'],
      [
        { role: 'schedule', asset: b },
        { task: 't', role: 'outlet', asset: a },
      ],
    );
    expect(Object.keys(await ids({ asset: a, direction: 'DOWNSTREAM' }))).toHaveLength(6);
    await service.pool.query(
      `insert into dag_versions select dag_id, 2, 'h2', spec, registered_at, registered_by_kind, registered_by_id, registered_by_name
       from dag_versions where dag_id = $1`,
      [two.dag],
    );
    await service.pool.query('update dags set latest_version = 2 where id = $1', [two.dag]);
    expect(Object.keys(await ids({ asset: a, direction: 'DOWNSTREAM' }))).toEqual([
      `asset:${a}`,
      ...[`dag:${one.dag}`, `task:${one.dag}/t`, `asset:${b}`],
    ]);
  });

  it('says so when there is too much', async () => {
    const hub = named('hub');
    await service.pool.query(
      `with d as (
         insert into dags (id, owners, tags, paused, latest_version, max_active_runs)
         select $1 || '_' || n, '{}', '{}', false, 1, 16 from generate_series(1, 1100) n returning id)
       insert into asset_references (dag_id, version, role, asset) select id, 1, 'schedule', $1 from d`,
      [hub],
    );
    await service.pool.query('insert into assets (name) values ($1)', [hub]);
    const found = await lineage({ asset: hub });
    expect([found?.truncated, found?.nodes.length]).toEqual([true, 1_000]);
  });

  it('knows what there is not, and refuses what makes no sense', async () => {
    expect(await lineage({ asset: 'nobodys' })).toBeNull();
    expect(await lineage({ dagId: 'nobodys' })).toBeNull();
    const { dag } = await seeded('one', ['t'], []);
    expect(await lineage({ dagId: dag, taskId: 'u' })).toBeNull();
    expect(await ids({ dagId: dag, taskId: 't' })).toEqual({ [`task:${dag}/t`]: 0 });
    for (const asked of [{}, { asset: 'a', dagId: 'b' }, { asset: 'a', taskId: 't' }, { asset: 'a', depth: 21 }]) {
      const { errors } = await service.ask(LINEAGE, asked);
      expect(errors?.[0]?.extensions.code, JSON.stringify(asked)).toBe('BAD_USER_INPUT');
    }
  });
});
