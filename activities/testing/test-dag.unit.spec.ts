import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineDag, defineOperator, defineTask, type JsonObject, SkipTask, TaskFailure } from '../sdk/index.js';
import { fail, type Given, lost, notYet, ok, skip, testDag } from './index.js';

const bash = (more: object = {}) => ({ type: 'bash', with: { command: 'true' }, ...more });
const one = (more: object = {}) => defineDag({ id: 'd', tasks: { a: bash(more) } });
const HOUR = 3_600_000;

describe('testDag reads a DAG', () => {
  it('from YAML, JSON and the builder, all the same', async () => {
    const builder = defineDag({ id: 'd', tasks: { a: bash(), b: bash({ upstream: ['a'] }) } });
    const yaml =
      'id: d\ntasks: { a: { type: bash, with: { command: "true" } }, b: { type: bash, with: { command: "true" }, upstream: a } }';
    const runs = await Promise.all(
      [builder, yaml, JSON.stringify(builder)].map((dag) => testDag(dag, { default: 'succeed' })),
    );
    for (const run of runs) {
      expect(run.order).toEqual(['a', 'b']);
      expect(run.events.map(({ type }) => type)).toEqual(runs[0]?.events.map(({ type }) => type));
    }
  });

  it('refuses what registration refuses, and params that do not fit', async () => {
    await expect(testDag('id: d\ntasks: { a: { type: bash, with: { comand: x } } }')).rejects.toThrow(
      '2:35 BAD_WITH tasks.a.with.comand',
    );
    const dag = defineDag({ id: 'd', params: { n: { type: 'integer' } }, tasks: { a: { type: 'empty' } } });
    await expect(testDag(dag)).rejects.toThrow('the parameter "n" has no default');
    expect((await testDag(dag, { params: { n: 1 } })).state).toBe('success');
  });

  it('knows the operators that the test brings, and calls those that it names', async () => {
    const double = defineOperator({
      type: 'acme.double',
      summary: 'Doubles',
      with: z.strictObject({ n: z.number() }),
      run: async (context, { n }) => {
        context.logger.info(`at ${context.now()}`);
        return { value: n * 2 };
      },
    });
    const dag = defineDag({ id: 'd', tasks: { a: { type: 'acme.double', with: { n: '{{ params.n }}' } } } });
    const options = { params: { n: 21 }, operators: [double], now: '2026-05-01' };
    const run = await testDag(dag, { ...options, real: ['acme.double'] });
    expect(run.tasks['a']).toMatchObject({ value: 42, log: [{ text: `at ${Date.parse('2026-05-01')}` }] });
    await expect(testDag(dag, options)).rejects.toThrow('"a" (acme.double)');
  });
});

describe('a result', () => {
  it('is wanted for every task that is reached, and for no other', async () => {
    await expect(testDag(one())).rejects.toThrow('the run reached "a" (bash)');
    const dag = defineDag({ id: 'd', tasks: { a: bash(), b: bash({ upstream: ['a'] }) } });
    expect((await testDag(dag, { results: { a: fail('Boom') } })).tasks['b']?.state).toBe('upstream_failed');
  });

  it('names a task of the DAG', async () => {
    await expect(testDag(one(), { results: { aa: ok() } })).rejects.toThrow('"aa", and the DAG has no such task');
  });

  it.each<[string, Given, object]>([
    ['a value', { value: { n: 1 } }, { state: 'success', value: { n: 1 }, xcoms: { return_value: { n: 1 } } }],
    ['further XComs', ok(1, { xcoms: { size: 2 } }), { xcoms: { return_value: 1, size: 2 } }],
    ['nothing', ok(), { state: 'success', value: null, error: null }],
    ['a failure', fail('Boom', 'it broke'), { state: 'failed', error: { type: 'Boom', message: 'it broke' } }],
    ['a skip', skip('not today'), { state: 'skipped', tries: 1 }],
    ['a lost worker', lost(), { state: 'failed', error: { type: 'WorkerLost' } }],
  ])('may be %s', async (_name, given, expected) => {
    expect((await testDag(one(), { results: { a: given } })).tasks['a']).toMatchObject(expected);
  });

  it('of a function sees what its task would see, and may throw', async () => {
    const dag = defineDag({
      id: 'd',
      tasks: { a: bash({ retries: 1, retryDelay: '1h' }), b: bash({ upstream: ['a'], triggerRule: 'all_done' }) },
    });
    const seen: unknown[] = [];
    const run = await testDag(dag, {
      variables: { v: 'V' },
      connections: { c: { host: 'db' } },
      results: {
        a: (context) => {
          if (context.tryNumber === 1) throw new TaskFailure('First', 'no');
          return { value: context.tryNumber };
        },
        b: async (context) => {
          seen.push(
            await context.xcom('a'),
            await context.variable('v'),
            (await context.connection('c')).host,
            context.now(),
          );
          throw new SkipTask('enough');
        },
      },
    });
    expect(seen).toEqual([2, 'V', 'db', Date.parse('2026-01-01') + HOUR]);
    expect(run.tasks['b']?.state).toBe('skipped');
  });

  it('that is bad fails as it would: a template, a missing connection, with against the schema, a value too large', async () => {
    const errorOf = async (more: object, given: Given = ok()) =>
      (await testDag(one(more), { results: { a: given } })).tasks['a']?.error;
    expect(await errorOf({ with: { command: "{{ var('gone') }}" } })).toMatchObject({
      type: 'TemplateError',
      retryable: false,
    });
    expect(await errorOf({ with: { command: "{{ conn('gone').host }}" } })).toMatchObject({ type: 'TemplateError' });
    expect(await errorOf({ with: { command: '{{ params }}' } })).toMatchObject({ type: 'BadWith' });
    expect(await errorOf({ xcom: { maxBytes: 3 } }, ok('long text'))).toMatchObject({ type: 'XComTooLarge' });
  });
});

describe('the virtual clock', () => {
  it('jumps over retries, with their delays and their limit', async () => {
    const dag = one({ retries: 3, retryDelay: '10d', maxRetryDelay: '20h' });
    const run = await testDag(dag, { results: { a: [fail('Boom', 'x', { duration: '1h' }), fail('Boom'), ok(7)] } });
    expect(run.tasks['a']).toMatchObject({ tries: 3, value: 7, endedAt: '2026-01-02T17:00:00.000Z' });
    expect(run.at('2026-01-02').a).toBe('up_for_retry');
    const never = await testDag(one({ retries: 30, retryDelay: '1d', noRetryOn: ['Fatal'] }), {
      results: { a: [fail('Boom'), fail('Fatal')] },
    });
    expect(never).toMatchObject({ state: 'failed', durationMs: 24 * HOUR, tasks: { a: { tries: 2 } } });
  });

  it('pokes a sensor until its timeout, which softFail turns into a skip', async () => {
    const sensor = (more: object) =>
      defineDag({ id: 'd', tasks: { s: { type: 'sensor.http', with: { url: 'http://x' }, ...more } } });
    const poked = await testDag(sensor({ timeout: '3d' }), { results: { s: notYet() } });
    expect(poked).toMatchObject({ durationMs: 3 * 24 * HOUR, tasks: { s: { state: 'failed', pokes: 4_321 } } });
    const soft = await testDag(sensor({ timeout: '1h', softFail: true }), { results: { s: notYet() } });
    expect(soft.tasks['s']?.state).toBe('skipped');
    const backoff = await testDag(sensor({ pokeInterval: '1m', pokeBackoff: 2 }), {
      results: { s: [notYet(), notYet(), notYet(), ok('there')] },
    });
    expect(backoff).toMatchObject({ durationMs: 7 * 60_000, tasks: { s: { value: 'there', pokes: 4 } } });
  });

  it('is what sensor.time and handlers see', async () => {
    const dag = defineDag({
      id: 'd',
      tasks: {
        s: { type: 'sensor.time', with: { at: '{{ logicalDate + macros.timedelta(days=1) }}' }, timeout: '2d' },
        t: { type: 'ts', with: { handler: 'clock' }, upstream: ['s'] },
      },
    });
    const clock = defineTask({ run: (context) => new Date(context.now()).toISOString() });
    const run = await testDag(dag, { handlers: { clock }, logicalDate: '2026-01-01' });
    expect(run.tasks['t']?.value).toBe('2026-01-02T00:00:00.000Z');
  });

  it('ends an attempt at executionTimeout, and tries again', async () => {
    const run = await testDag(one({ executionTimeout: '10m', retries: 1, retryDelay: '1m' }), {
      results: { a: [ok(1, { duration: '1h' }), ok(2, { duration: '10m' })] },
    });
    expect(run).toMatchObject({
      durationMs: 21 * 60_000,
      tasks: { a: { value: 2, tries: 2, error: { type: 'Timeout' } } },
    });
    expect(run.events.find(({ type }) => type === 'TaskUpForRetry')).toMatchObject({
      payload: { outcome: 'TIMED_OUT' },
    });
  });

  it('ends a run at dagrunTimeout, and what runs with it', async () => {
    const dag = defineDag({ id: 'd', dagrunTimeout: '1h', tasks: { a: bash(), b: bash({ upstream: ['a'] }) } });
    const run = await testDag(dag, { results: { a: ok(1, { duration: '2h' }) } });
    expect(run).toMatchObject({
      state: 'failed',
      durationMs: HOUR,
      tasks: { a: { state: 'skipped', value: null }, b: { state: 'skipped' } },
    });
    expect(run.events.at(-1)).toMatchObject({ type: 'RunFailed', payload: { cause: 'dagrunTimeout' } });
  });

  it('orders what runs side by side', async () => {
    const dag = defineDag({
      id: 'd',
      tasks: {
        slow: bash(),
        fast: bash(),
        end: bash({ upstream: ['slow', 'fast'] }),
        first: bash({ upstream: ['slow', 'fast'], triggerRule: 'one_success' }),
      },
    });
    const run = await testDag(dag, {
      default: 'succeed',
      results: { slow: ok(1, { duration: '2h' }), fast: ok(1, { duration: '1h' }) },
    });
    expect(run.order).toEqual(['fast', 'slow', 'first', 'end']);
    expect(run.at('90m')).toEqual({ slow: 'queued', fast: 'success', first: 'success', end: 'none' });
  });

  it('reports a run that never ends', async () => {
    const sensor = defineDag({
      id: 'd',
      tasks: { s: { type: 'sensor.http', with: { url: 'http://x' }, pokeInterval: '1s', timeout: '365d' } },
    });
    await expect(testDag(sensor, { maxSteps: 1_000, results: { s: notYet() } })).rejects.toThrow(
      'has not ended after 1000 steps',
    );
  });
});

describe('what decides', () => {
  const dag = (choose: JsonObject) =>
    defineDag({
      id: 'd',
      tasks: {
        count: bash(),
        pick: { type: 'branch', with: choose, upstream: ['count'] },
        few: { type: 'empty', upstream: ['pick'] },
        many: { type: 'empty', upstream: ['pick'] },
      },
    });
  const cel = { choose: "xcom.count > 2 ? 'many' : 'few'" };

  it('is really evaluated: CEL over the results, and handlers that the test brings', async () => {
    const states = async (options: Parameters<typeof testDag>[1], choose: JsonObject = cel) => {
      const { tasks } = await testDag(dag(choose), options);
      return [tasks['few']?.state, tasks['many']?.state];
    };
    expect(await states({ results: { count: ok(3) } })).toEqual(['skipped', 'success']);
    expect(await states({ results: { count: ok(1) } })).toEqual(['success', 'skipped']);
    expect(await states({ results: { count: ok(1), pick: ok('many') } })).toEqual(['skipped', 'success']);
    const byHandler = { handler: 'rules.pick' };
    const pick = defineTask({ run: () => ['few', 'many'] });
    expect(await states({ results: { count: ok(1) }, handlers: { 'rules.pick': pick } }, byHandler)).toEqual([
      'success',
      'success',
    ]);
    await expect(states({ results: { count: ok(1) } }, byHandler)).rejects.toThrow('reached "pick" (branch)');
  });
});

describe('assets', () => {
  const dag = defineDag({
    id: 'd',
    schedule: { assets: 'orders' },
    tasks: {
      take: {
        type: 'ts',
        with: { handler: 'shop.take', args: { rows: '{{ triggeringAssets.orders[0].extra.rows }}' } },
      },
      mark: { type: 'empty', upstream: ['take'], outlets: [{ asset: 'marked', partition: '{{ partitionKey }}' }] },
      never: { ...bash(), upstream: ['take'], outlets: [{ asset: 'never' }] },
    },
    defaultArgs: { outlets: [{ asset: 'taken' }, { alias: 'files' }] },
  });
  const given = {
    triggeringAssets: [{ asset: 'orders', extra: { rows: 3 } }],
    partitionKey: 'eu',
    runType: 'asset_triggered' as const,
    results: { never: fail('Mine') },
  };

  it('that made the run stand in templates, and successes update outlets as the code says', async () => {
    const take = defineTask<{ rows: number }>({
      run: ({ outletEvents }, { rows }) => {
        outletEvents.add({ asset: 'taken', extra: { rows } });
        outletEvents.add({ asset: 'a.csv' });
      },
    });
    const { assetEvents, tasks } = await testDag(dag, { ...given, handlers: { 'shop.take': take } });
    expect(assetEvents).toEqual([
      { taskId: 'take', mapIndex: -1, asset: 'taken', extra: { rows: 3 } },
      { taskId: 'take', mapIndex: -1, asset: 'a.csv', extra: {}, alias: 'files' },
      { taskId: 'mark', mapIndex: -1, asset: 'marked', extra: {}, partition: 'eu' },
    ]);
    expect(tasks['never']?.state).toBe('failed');
  });

  it('that are no outlets of a task fail it', async () => {
    const wrong = defineTask({ run: ({ outletEvents }) => outletEvents.add({ asset: 'x', alias: 'unknown' }) });
    const { tasks, assetEvents } = await testDag(dag, { ...given, handlers: { 'shop.take': wrong } });
    expect(tasks['take']?.error?.type).toBe('UndeclaredOutlet');
    expect(assetEvents).toEqual([]);
  });
});
