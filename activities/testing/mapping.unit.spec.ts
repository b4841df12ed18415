import { describe, expect, it } from 'vitest';
import { defineDag } from '../sdk/index.js';
import { each, fail, ok, testDag } from './index.js';

const bash = (more: object = {}) => ({ type: 'bash', with: { command: 'true' }, ...more });
const mapped = defineDag({
  id: 'd',
  tasks: {
    list: bash(),
    load: bash({ map: { n: "{{ xcom('list') }}" }, with: { command: 'load {{ map.n }}' }, upstream: ['list'] }),
    sum: bash({ with: { command: "{{ xcom('load') | sum }}" }, upstream: ['load'] }),
  },
});

describe('a mapped task in testDag', () => {
  it('is expanded over the results given, each instance with its own item; what is below sees the list', async () => {
    const run = await testDag(mapped, {
      results: {
        list: ok([1, 2, 3]),
        load: (context) => ok((context.map?.['n'] as number) * 10),
        sum: ok(),
      },
    });
    expect(run.tasks['load']).toMatchObject({ state: 'success', value: [10, 20, 30], tries: 1 });
    expect(run.tasks['load']?.instances?.map(({ rendered }) => rendered)).toEqual([
      { command: 'load 1' },
      { command: 'load 2' },
      { command: 'load 3' },
    ]);
    expect(run.tasks['sum']?.error).toMatchObject({ type: 'BadWith' });
  });

  it('may come to something else in each instance, try by try', async () => {
    const load = each([ok('a'), [fail('Boom'), ok('b')], fail('Boom')]);
    const run = await testDag(mapped, { results: { list: ok([1, 2, 3]), load } });
    expect(run.tasks['load']?.instances?.map(({ state }) => state)).toEqual(['success', 'failed', 'failed']);
    expect(run.tasks['load']).toMatchObject({ state: 'failed', value: ['a'], error: { type: 'Boom' } });
    expect(run.tasks['sum']?.state).toBe('upstream_failed');
    await expect(testDag(mapped, { results: { list: ok([1, 2]), load: each([ok()]) } })).rejects.toThrow('map index 1');
  });

  it('is skipped over nothing, and takes the entries of an object', async () => {
    const over = async (value: never) =>
      (await testDag(mapped, { results: { list: ok(value) }, default: 'succeed' })).tasks['load'];
    expect(await over([] as never)).toMatchObject({ state: 'skipped', tries: 0 });
    expect(await over({ a: 1 } as never)).toMatchObject({ state: 'success', tries: 1 });
  });

  it('makes the task fail that pushes what cannot be mapped over, and its retry may push something better', async () => {
    const dag = { ...mapped, maxMapLength: 2, defaultArgs: { retries: 1, retryDelay: '1s' } };
    const events = async (first: never) => {
      const list = [ok(first), ok([1])];
      const { tasks } = await testDag(dag, { results: { list, load: ok(5), sum: ok() } });
      return [tasks['list']?.error?.type, tasks['list']?.tries, tasks['load']?.state];
    };
    expect(await events([1, 2] as never)).toEqual([undefined, 1, 'success']);
    expect(await events([1, 2, 3] as never)).toEqual(['UnmappableXComLengthPushed', 2, 'success']);
    expect(await events('text' as never)).toEqual(['UnmappableXComTypePushed', 2, 'success']);
    expect(await events(null as never)).toEqual(['XComForMappingNotPushed', 2, 'success']);
  });

  it('fails itself where only its own template makes what cannot be mapped over', async () => {
    const load = bash({ map: { n: "{{ xcom('list') | first }}" } });
    const dag = { id: 'd', tasks: { list: bash(), load } };
    const run = await testDag(dag, { results: { list: ok([7]), load: ok() } });
    expect(run.tasks['list']?.state).toBe('success');
    expect(run.tasks['load']).toMatchObject({ state: 'failed', error: { type: 'NotMappable' } });
  });

  it('in a group sees its own instance of the others', async () => {
    const dag = defineDag({
      id: 'd',
      groups: {
        g: {
          map: { city: ['Paris', 'Rome'] },
          tasks: { get: bash(), put: bash({ with: { command: "{{ xcom('get') }}" }, upstream: ['get'] }) },
        },
      },
    });
    const run = await testDag(dag, {
      results: { 'g.get': ({ map }) => ok(`in ${String(map?.['city'])}`), 'g.put': ok() },
    });
    expect(run.tasks['g.put']?.instances?.map(({ rendered }) => rendered)).toEqual([
      { command: 'in Paris' },
      { command: 'in Rome' },
    ]);
  });

  it('is mapped over what the name means where the group stands, not within it', async () => {
    const dag = defineDag({
      id: 'd',
      tasks: { list: bash() },
      groups: { g: { map: { n: "{{ xcom('list') }}" }, tasks: { list: bash() } } },
    });
    const run = await testDag(dag, { results: { list: ok([1, 2]), 'g.list': ok(7) } });
    expect(run.tasks['g.list']?.instances?.map(({ value }) => value)).toEqual([7, 7]);
  });

  it('goes along an edge only where its condition holds', async () => {
    const dag = defineDag({
      id: 'd',
      tasks: { a: bash(), b: bash({ upstream: [{ task: 'a', when: 'xcom.a > 2' }] }) },
    });
    const stateOf = async (value: number) =>
      (await testDag(dag, { results: { a: ok(value), b: ok() } })).tasks['b']?.state;
    expect([await stateOf(1), await stateOf(3)]).toEqual(['skipped', 'success']);
  });
});
