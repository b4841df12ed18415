import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningProduct } from '../support/product/running-product.js';
import { expectedErrors } from './examples/expected-errors.js';
import { expectedMonths } from './examples/expected-weather.js';
import { expectedShop } from './examples/expected-shop.js';
import { statesOf, taskOf } from './support/api.js';
import { Here } from './support/here.js';
import type { RunView } from './support/run-view.js';

const TABLES = [
  'weather.readings',
  'weather.by_month',
  'shop.customers',
  'shop.products',
  'shop.orders',
  'shop.revenue',
];
const LOG = 'examples/error-log/service.log';

/** `npm start -- --once`: the exit code and what was printed. */
async function once(home: string, project: string): Promise<{ code: number | null; output: string }> {
  const product = RunningProduct.launch({ home, args: ['--once'], env: { CONTINUO_PROJECT: project } });
  const code = await new Promise<number | null>((resolve) => product.child.once('exit', resolve));
  return { code, output: product.output };
}

/** What a failed start is asked for. */
const failuresOf = (run: RunView): object[] =>
  run.tasks.nodes.flatMap(({ taskId, state, attempts, explanation }) =>
    attempts.every(({ error }) => error === null) && state !== 'UPSTREAM_FAILED'
      ? []
      : [{ taskId, state, errors: attempts.map(({ error }) => error), summary: explanation.summary }],
  );

/** The three pipelines that come with a start, on raw data that is counted here in another way. */
describe('the example pipelines', () => {
  const home = mkdtempSync(join(tmpdir(), 'continuo-examples-'));
  const here = new Here({ CONTINUO_PROJECT: '.' }, home);
  const runs: Record<string, RunView> = {};
  const firstRunOf = async (dagId: string): Promise<RunView> => {
    for (;;) {
      const { dagRuns } = await here.api.ask<{ dagRuns: { nodes: { id: string }[] } }>(
        'query ($dagId: ID) { dagRuns(filter: { dagId: $dagId }) { nodes { id } } }',
        { dagId },
      );
      const id = dagRuns.nodes.at(-1)?.id;
      if (id !== undefined) return here.api.ended(id);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const pathOf = (run: RunView, taskId: string): string =>
    (taskOf(run, taskId).xcoms[0]?.value as { path?: string; file?: string })?.path ??
    (taskOf(run, taskId).xcoms[0]?.value as { file: string }).file;
  const snapshot = async (): Promise<unknown[]> =>
    Promise.all(
      TABLES.map((table) =>
        here.rows(
          `select md5(string_agg(t::text, e'\\n' order by t::text)) as content, count(*)::int as n from ${table} t`,
        ),
      ),
    );

  let failed: { code: number | null; output: string };
  beforeAll(async () => {
    failed = await once(home, 'test/e2e/failing-project');
    await here.open();
    for (const id of ['weather', 'shop_orders', 'error_log']) runs[id] = await firstRunOf(id);
  });
  afterAll(async () => {
    await here.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });
  const runOf = (id: string): RunView => {
    const run = runs[id];
    if (run === undefined) throw new Error(`${id} has not run`);
    return run;
  };

  it('a start with --once ends with 1 when an example fails', () => {
    expect(failed.code).toBe(1);
    expect(failed.output).toMatch(/Example failing_example: FAILED/);
  });

  it('a start runs each of them to SUCCESS', () => {
    const said = Object.entries(runs).map(([id, run]) => [id, run.state, failuresOf(run)]);
    expect(said).toEqual(['weather', 'shop_orders', 'error_log'].map((id) => [id, 'SUCCESS', []]));
  });

  it('weather: the months are those of the raw file, in the table and in the report', async () => {
    const run = runOf('weather');
    const { readings, months } = expectedMonths('node_modules/vega-datasets/data/seattle-weather.csv');
    expect(taskOf(run, 'validate').xcoms[0]?.value).toMatchObject({ rows: readings });
    expect(taskOf(run, 'load').xcoms[0]?.value).toBe(readings);
    const rows = await here.rows(
      `select month, days, round(rain_mm, 1)::text as rain, round(mean_max, 1)::text as "meanMax", round(mean_min, 1)::text as "meanMin" from weather.by_month order by month`,
    );
    expect(rows).toEqual(months);
    const report = readFileSync(pathOf(run, 'report'), 'utf8');
    expect(report).toContain(`# Weather by month\n\n${readings} readings, ${readings} loaded.`);
    const table = report
      .split('\n')
      .filter((line) => /^\| \d{4}-\d\d \|/.test(line))
      .map((line) =>
        line
          .split('|')
          .map((cell) => cell.trim())
          .slice(1, -1),
      );
    expect(
      table.map(([month, days, rain, max, min]) => [month, Number(days), Number(rain), Number(max), Number(min)]),
    ).toEqual(
      months.map(({ month, days, rain, meanMax, meanMin }) => [
        month,
        days,
        Number(rain),
        Number(meanMax),
        Number(meanMin),
      ]),
    );
    expect(report).toMatch(/\|---\|---\|---\|---\|---\|\n\| 2012-01 \|.*\n\| 2012-02 \|/);
  });

  it('shop: the revenue is what the same seed sells, order by order', async () => {
    const expected = expectedShop(7, 2_000);
    const rows = await here.rows<{ key: string; orders: number; cents: number }>(
      `select country || '|' || day::text as key, orders, cents::float8 as cents from shop.revenue`,
    );
    expect(Object.fromEntries(rows.map(({ key, orders, cents }) => [key, { orders, cents }]))).toEqual(
      expected.revenue,
    );
    const [counts] = await here.rows(
      'select (select count(*)::int from shop.orders) as orders, (select count(*)::int from shop.customers) as customers, (select count(*)::int from shop.products) as products',
    );
    expect(counts).toEqual({ orders: expected.orders, customers: expected.customers, products: expected.products });
    const cents = Object.values(expected.revenue).reduce((sum, { cents: each }) => sum + each, 0);
    expect(taskOf(runOf('shop_orders'), 'reconcile').xcoms[0]?.value).toEqual({
      loaded: cents,
      source: cents,
      orders: 2_000,
    });
  });

  it('error log: the alarm has the numbers of the raw log, and is raised once', async () => {
    const run = runOf('error_log');
    const { errors, byComponent, first, last } = expectedErrors(LOG);
    expect(taskOf(run, 'count').xcoms[0]?.value).toMatchObject({ errors, byComponent, first, last });
    expect(statesOf(run)).toMatchObject({
      decide: 'SUCCESS',
      alert: 'SUCCESS',
      all_quiet: 'SKIPPED',
      tidy_up: 'SUCCESS',
    });
    const [line = '', ...more] = readFileSync(pathOf(run, 'alert'), 'utf8').trim().split('\n');
    expect(more).toEqual([]);
    expect(line).toContain(`${errors} errors (limit 20) from ${first} to ${last}:`);
    for (const [component, n] of Object.entries(byComponent)) expect(line).toContain(`${component} ${n}`);
    expect(taskOf(run, 'wait_for_log').pokeCount).toBeGreaterThanOrEqual(2);
  });

  it('error log: below the limit all is quiet', async () => {
    const run = await here.api.ended(await here.api.start('error_log', { conf: { limit: 1_000, deliverAfter: 0 } }));
    expect(statesOf(run)).toMatchObject({ alert: 'SKIPPED', all_quiet: 'SUCCESS', tidy_up: 'SUCCESS' });
    expect(existsSync(pathOf(runOf('error_log'), 'alert').replace(runOf('error_log').runId, run.runId))).toBe(false);
  });

  it('a second run leaves the same tables; more orders only add', async () => {
    const before = await snapshot();
    const ids = await Promise.all(['weather', 'shop_orders'].map((id) => here.api.start(id)));
    for (const id of ids) expect((await here.api.ended(id)).state).toBe('SUCCESS');
    expect(await snapshot()).toEqual(before);
    const more = await here.api.ended(await here.api.start('shop_orders', { conf: { orders: 2_500 } }));
    expect(more.state).toBe('SUCCESS');
    expect(Object.keys(expectedShop(7, 2_500).revenue).length).toBe(
      (await here.rows('select 1 from shop.revenue')).length,
    );
    expect(await here.rows('select sum(orders)::int as n from shop.revenue')).toEqual([{ n: 2_500 }]);
  });

  it('a start with --once on the same home ends with 0 when they have succeeded, and leaves nothing running', async () => {
    await here.api.define('failing_example', { fine: { type: 'empty' } });
    const { pids } = here.endpoint;
    await here.close();
    const { code, output } = await once(home, '.');
    expect(output).toMatch(/Example weather: SUCCESS[^]*/);
    for (const id of ['weather', 'shop_orders', 'error_log']) expect(output).toContain(`Example ${id}: SUCCESS`);
    expect(code).toBe(0);
    expect(existsSync(join(home, 'endpoint.json'))).toBe(false);
    for (const pid of Object.values(pids).flat()) expect(() => process.kill(Number(pid), 0)).toThrow();
  });
});
