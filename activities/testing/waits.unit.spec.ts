import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/domain/json.js';
import type { Given } from './given.js';
import { notYet, ok, testDag } from './index.js';

const CHOICES: Json[] = ['all', { id: 'part', follow: ['left'] }, { id: 'no', outcome: 'fail' }];
const publish = (more: JsonObject = {}) => ({
  id: 'publish',
  tasks: {
    ask: {
      type: 'approval',
      with: {
        subject: 'Publish?',
        choices: CHOICES,
        form: { rows: { type: 'integer', minimum: 1, default: 3 } },
        deadline: '2h',
        ...more,
      },
    },
    left: { type: 'empty', upstream: ['ask'] },
    right: { type: 'empty', upstream: ['ask'] },
  },
});
const answered = (ask: Given | Given[], more?: JsonObject) => testDag(publish(more), { results: { ask } });

describe('an approval', () => {
  it.each<[Given, string, string, string]>([
    [ok(), 'success', 'success', 'success'],
    [ok('all'), 'success', 'success', 'success'],
    [ok({ choice: 'part', params: { rows: 7 } }), 'success', 'success', 'skipped'],
    [ok('no'), 'failed', 'upstream_failed', 'upstream_failed'],
  ])('answered with %j goes on as people have decided', async (given, ask, left, right) => {
    const { tasks } = await answered(given);
    expect([tasks['ask']?.state, tasks['left']?.state, tasks['right']?.state]).toEqual([ask, left, right]);
  });

  it('has the result that tasks below it see', async () => {
    const { tasks } = await answered([notYet(), ok({ choice: 'part', params: { rows: 7 } })]);
    expect(tasks['ask']?.value).toMatchObject({ choice: 'part', params: { rows: 7 }, respondedBy: { name: 'test' } });
  });

  it('that nobody answers takes its default at the deadline, or fails', async () => {
    const run = await answered(notYet(), { default: 'part' });
    expect(run.at('1h').ask).toBe('awaiting_input');
    expect(run.tasks['ask']).toMatchObject({ value: { choice: 'part', respondedBy: null, params: { rows: 3 } } });
    expect(run.tasks['ask']?.endedAt).toBe('2026-01-01T02:00:00.000Z');
    expect((await answered(notYet())).tasks['ask']?.error?.type).toBe('ApprovalTimeout');
  });

  it.each<[Given, string]>([
    [ok('maybe'), 'there is no choice "maybe"'],
    [ok({ choice: 'all', params: { rows: 0 } }), '"rows" must be >= 1'],
  ])('answered with %j, which would be refused, tells the test', async (given, message) => {
    await expect(answered(given)).rejects.toThrow(message);
  });
});

it('wait.callback knows the address that it sends', async () => {
  const request = { url: 'https://media.example.com', json: { notify: '{{ callback.url }}' } };
  const dag = { id: 'd', tasks: { convert: { type: 'wait.callback', with: { request } } } };
  const run = await testDag(dag, { results: { convert: [notYet(), ok({ rows: 7 })] } });
  expect(run.tasks['convert']).toMatchObject({ state: 'success', value: { rows: 7 }, pokes: 2 });
  expect(run.tasks['convert']?.rendered).toMatchObject({ request: { json: { notify: 'continuo.callback.url' } } });
});
