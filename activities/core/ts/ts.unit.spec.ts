import { describe, expect, it } from 'vitest';
import { defineTask, type TaskHandler } from '../../sdk/index.js';
import { runOperator, testContext } from '../../sdk/testing/index.js';
import { ts } from './ts.js';

const handlers: Record<string, TaskHandler> = {
  'weather.mean': defineTask({ run: (_context, args) => (args as number[]).reduce((a, b) => a + b, 0) / 2 }),
  'weather.context': defineTask({
    run: async (context) => {
      context.logger.info('at work');
      context.heartbeat({ done: 1 });
      return {
        last: context.lastHeartbeat,
        host: (await context.connection('db')).host,
        aborted: context.signal.aborted,
      };
    },
  }),
  'weather.nothing': defineTask({ run: () => undefined }),
  'weather.date': defineTask({ run: () => ({ at: new Date(0), gone: undefined }) }),
  'weather.bad': defineTask({ run: () => ({ total: 1n }) }),
  'weather.fails': defineTask({
    run: () => {
      throw new RangeError('too far');
    },
  }),
  'weather.strict': defineTask({
    parse: (args) => {
      if (typeof args !== 'string') throw new Error('a text is wanted');
      return args;
    },
    run: (_context, city) => city.toUpperCase(),
  }),
};
const operator = ts((name) => handlers[name]);
const run = async (handler: string, args?: unknown, context = testContext()) =>
  (await runOperator(operator, context, { handler, ...(args === undefined ? {} : { args }) })).value;

describe('ts', () => {
  it('calls the handler by name with its args and the context', async () => {
    expect(await run('weather.mean', [2, 4])).toBe(3);
    const context = testContext({ connections: { db: { host: 'here' } }, lastHeartbeat: { done: 0 } });
    expect(await run('weather.context', {}, context)).toEqual({ last: { done: 0 }, host: 'here', aborted: false });
    expect(context.heartbeats).toEqual([{ done: 1 }]);
    expect(context.lines).toEqual([{ stream: 'info', text: 'at work' }]);
  });

  it('gives what the handler returns as JSON, and no result for undefined', async () => {
    expect(await run('weather.date')).toEqual({ at: '1970-01-01T00:00:00.000Z' });
    expect(await run('weather.nothing')).toBeUndefined();
    await expect(run('weather.bad')).rejects.toThrow(
      'handler weather.bad returned something that is not JSON: "total" is a bigint',
    );
  });

  it('fails under the name of the error that was thrown', async () => {
    await expect(run('weather.fails')).rejects.toMatchObject({ name: 'RangeError', message: 'too far' });
  });

  it('refuses args that the handler does not parse, and a handler that is not loaded', async () => {
    expect(await run('weather.strict', 'paris')).toBe('PARIS');
    await expect(run('weather.strict', 3)).rejects.toMatchObject({ name: 'BadArgs', options: { retryable: false } });
    await expect(run('weather.gone')).rejects.toMatchObject({ name: 'UnknownHandler', options: { retryable: false } });
  });
});

describe('defineTask', () => {
  it('refuses a name that no DAG file could spell', () => {
    expect(() => defineTask({ name: 'a b', run: () => 1 })).toThrow('task name "a b"');
    expect(defineTask({ name: 'acme.load-all', run: () => 1 }).name).toBe('acme.load-all');
  });
});
