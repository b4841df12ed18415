import { describe, expect, it } from 'vitest';
import { bash } from '../support/bash-task.js';
import type { Here } from '../support/here.js';

const echo = (text: string, more: object = {}): object => ({
  type: 'bash',
  with: { command: `echo "${text}"`, output: 'lastLine' },
  ...more,
});

export function mapping(here: Here): void {
  describe('a mapped task', () => {
    it('has one instance for each element; what is below sees the list of their results', async () => {
      const run = await here.api.run(here.name('mapped'), {
        list: { type: 'bash', with: { command: `echo '["a", "b", "c"]'`, output: 'json' } },
        each: echo('{{ map.file }}-{{ mapIndex }}', {
          map: { file: "{{ xcom('list') }}" },
          mapIndexTemplate: 'file {{ map.file }}',
          upstream: ['list'],
        }),
        join: echo("{{ xcom('each') | join('+') }} {{ xcom('each', mapIndexes=[2, 0]) | join('+') }}", {
          upstream: ['each'],
        }),
      });
      expect(run.state).toBe('SUCCESS');
      const each = run.tasks.nodes.filter(({ taskId }) => taskId === 'each');
      expect(each.map(({ mapIndex, displayName, state }) => [mapIndex, displayName, state])).toEqual([
        [0, 'file a', 'SUCCESS'],
        [1, 'file b', 'SUCCESS'],
        [2, 'file c', 'SUCCESS'],
      ]);
      expect(run.tasks.nodes.find(({ taskId }) => taskId === 'join')?.xcoms).toMatchObject([
        { value: 'a-0+b-1+c-2 c-2+a-0' },
      ]);
    });

    it('makes the cross product of several keys, the last one fastest, and may be mapped over a mapped task', async () => {
      const run = await here.api.run(here.name('cross'), {
        cross: echo('{{ map.x }}{{ map.y }}', { map: { x: [1, 2], y: ['a', 'b'] } }),
        again: echo('<{{ map.one }}>', { map: { one: "{{ xcom('cross') }}" } }),
        join: echo("{{ xcom('again') | join(',') }}", { upstream: ['again'] }),
      });
      expect(run.state).toBe('SUCCESS');
      expect(run.tasks.nodes.find(({ taskId }) => taskId === 'join')?.xcoms).toMatchObject([
        { value: '<1a>,<1b>,<2a>,<2b>' },
      ]);
    });

    it('takes the entries of an object in their order, as it stands in the text or as a result', async () => {
      const run = await here.api.run(here.name('entries'), {
        given: echo("{{ map.pair | join('=') }}", { map: { pair: { b: 2, a: 1 } } }),
        asked: { type: 'bash', with: { command: `echo '{"z": 1, "y": 2}'`, output: 'json' } },
        each: echo("{{ map.pair | join('=') }}", { map: { pair: "{{ xcom('asked') }}" } }),
        join: echo("{{ (xcom('given') + xcom('each')) | join(' ') }}", { upstream: ['given', 'each'] }),
      });
      expect(run.tasks.nodes.find(({ taskId }) => taskId === 'join')?.xcoms).toMatchObject([
        { value: 'b=2 a=1 z=1 y=2' },
      ]);
    });

    it('over a mapped one goes on with what that has given, where its rule lets it', async () => {
      const run = await here.api.run(here.name('partly'), {
        some: {
          type: 'bash',
          with: { command: 'test {{ map.n }} -ne 2 && echo {{ map.n }}', output: 'lastLine' },
          map: { n: [1, 2, 3] },
        },
        all: echo('{{ map.n }}', { map: { n: "{{ xcom('some') }}" } }),
        rest: echo('<{{ map.n }}>', { map: { n: "{{ xcom('some') }}" }, triggerRule: 'all_done' }),
      });
      const of = (id: string) => run.tasks.nodes.filter(({ taskId }) => taskId === id);
      expect(of('all').map(({ mapIndex, state }) => [mapIndex, state])).toEqual([[-1, 'UPSTREAM_FAILED']]);
      expect(of('rest').map(({ xcoms }) => xcoms[0]?.value)).toEqual(['<1>', '<3>']);
    });

    it('is skipped over an empty list; a task whose result is no list fails where one is mapped over it', async () => {
      const run = await here.api.run(here.name('empty-map'), {
        none: { type: 'bash', with: { command: `echo '[]'`, output: 'json' } },
        text: echo('no list'),
        skipped: echo('{{ map.x }}', { map: { x: "{{ xcom('none') }}" } }),
        below: echo('never', { upstream: ['skipped'] }),
        failed: echo('{{ map.x }}', { map: { x: "{{ xcom('text') }}" } }),
      });
      const states = Object.fromEntries(
        run.tasks.nodes.map(({ taskId, mapIndex, state }) => [`${taskId}/${mapIndex}`, state]),
      );
      expect(states).toEqual({
        ...{
          'none/-1': 'SUCCESS',
          'text/-1': 'FAILED',
          'skipped/-1': 'SKIPPED',
          'below/-1': 'SKIPPED',
          'failed/-1': 'UPSTREAM_FAILED',
        },
      });
      expect(run.state).toBe('FAILED');
    });

    it('runs at most maxActivePerRun instances at a time', async () => {
      const run = await here.api.run(here.name('narrow'), {
        one: { ...bash('sleep 0.2'), map: { x: [1, 2, 3, 4] }, maxActivePerRun: 1 },
      });
      const spans = run.tasks.nodes
        .flatMap(({ attempts }) => attempts)
        .map(({ startedAt, endedAt }) => [Date.parse(startedAt), Date.parse(String(endedAt))] as const)
        .sort((a, b) => a[0] - b[0]);
      expect(spans).toHaveLength(4);
      spans.slice(1).forEach(([start], i) => expect(start).toBeGreaterThanOrEqual(spans[i]?.[1] ?? 0));
    });
  });

  describe('a mapped group', () => {
    it('is instantiated whole for each element; each instance goes its own way', async () => {
      const run = await here.api.run(
        here.name('mapped-group'),
        { after: echo("{{ xcom('g.two') | join(',') }}", { upstream: ['g'], triggerRule: 'all_done' }) },
        {},
        {
          groups: {
            g: {
              map: { n: [1, 2, 3] },
              tasks: {
                one: {
                  type: 'bash',
                  with: { command: 'test {{ map.n }} -ne 2; echo {{ map.n }}', output: 'lastLine' },
                },
                gate: { type: 'bash', with: { command: 'test {{ map.n }} -ne 2 && echo {{ map.n }}' } },
                two: echo("{{ xcom('gate') }}0", { upstream: ['one', 'gate'] }),
              },
            },
          },
        },
      );
      const two = run.tasks.nodes.filter(({ taskId }) => taskId === 'g.two');
      expect(two.map(({ mapIndex, state }) => [mapIndex, state])).toEqual([
        [0, 'SUCCESS'],
        [1, 'UPSTREAM_FAILED'],
        [2, 'SUCCESS'],
      ]);
      expect(run.tasks.nodes.find(({ taskId }) => taskId === 'after')?.xcoms).toMatchObject([{ value: '10,30' }]);
    });
  });

  describe('an edge with a condition', () => {
    it('that is false counts as a skipped upstream', async () => {
      const run = await here.api.run(here.name('edges'), {
        count: { type: 'bash', with: { command: 'echo 7', output: 'json' } },
        many: echo('many', { upstream: [{ task: 'count', when: 'xcom.count > 5' }] }),
        few: echo('few', { upstream: [{ task: 'count', when: 'xcom.count <= 5' }] }),
        join: echo('joined', { upstream: ['many', 'few'], triggerRule: 'none_failed_min_one_success' }),
      });
      const states = Object.fromEntries(run.tasks.nodes.map(({ taskId, state }) => [taskId, state]));
      expect(states).toEqual({ count: 'SUCCESS', many: 'SUCCESS', few: 'SKIPPED', join: 'SUCCESS' });
    });
  });

  describe('setup and teardown', () => {
    it('a teardown runs after failed work, and its result does not decide the run', async () => {
      const run = await here.api.run(here.name('teardown'), {
        make: { ...bash('true'), setup: true },
        work: { ...bash('false'), upstream: ['make'] },
        clean: { ...bash('exit 3'), teardown: { setups: ['make'] }, upstream: ['work'] },
        other: bash('true'),
      });
      const states = Object.fromEntries(run.tasks.nodes.map(({ taskId, state }) => [taskId, state]));
      expect(states).toEqual({ make: 'SUCCESS', work: 'FAILED', clean: 'FAILED', other: 'SUCCESS' });
      expect(run.state).toBe('FAILED');
    });
  });

  describe('failFast', () => {
    it('stops what runs and skips the rest', async () => {
      const run = await here.api.run(
        here.name('fail-fast'),
        { bad: bash('sleep 0.3; exit 1'), long: bash('sleep 60'), later: { ...bash('true'), upstream: ['long'] } },
        {},
        { failFast: true },
      );
      const states = Object.fromEntries(run.tasks.nodes.map(({ taskId, state }) => [taskId, state]));
      expect(states).toEqual({ bad: 'FAILED', long: 'FAILED', later: 'SKIPPED' });
      expect(run.state).toBe('FAILED');
    });
  });

  describe('dependsOnPast', () => {
    it('waits for the task in the run before, whichever ends first', async () => {
      const a = { ...bash('sleep {{ conf.seconds | default(0) }}'), dependsOnPast: true };
      const id = await here.api.define(here.name('past'), { a });
      const first = await here.api.start(id, { logicalDate: '2026-01-01T00:00:00Z', conf: { seconds: 1.5 } });
      const second = await here.api.start(id, { logicalDate: '2026-01-02T00:00:00Z' });
      const [one, two] = [await here.api.ended(first), await here.api.ended(second)];
      expect([one.state, two.state]).toEqual(['SUCCESS', 'SUCCESS']);
      const begun = Date.parse(two.tasks.nodes[0]?.attempts[0]?.startedAt ?? '');
      expect(begun).toBeGreaterThanOrEqual(Date.parse(one.tasks.nodes[0]?.attempts[0]?.endedAt ?? ''));
    });
  });
}
