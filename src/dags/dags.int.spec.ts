import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Operations, operationsOf, spec } from '../../test/support/operations.js';
import { startService, type TestService } from '../../test/support/service.js';

let service: TestService;
let api: Operations;
beforeAll(async () => {
  service = await startService();
  api = operationsOf(service);
});
afterAll(async () => service.stop());

describe('registerDag', () => {
  it('gives the first content number 1, with its tasks in topological order', async () => {
    const answer = await api.register({ spec: spec('first'), reason: 'asked for' });
    expect(answer).toMatchObject({
      __typename: 'DagRegistered',
      created: true,
      dag: { id: 'first', paused: false, owners: ['data'], tags: ['daily'], latestVersion: { number: 1 } },
      version: {
        number: 1,
        registeredBy: { name: 'admin' },
        tasks: [
          { id: 'fetch', type: 'bash', triggerRule: 'ALL_SUCCESS', upstream: [], downstream: ['load'], mapped: false },
          { id: 'load', upstream: ['fetch'], spec: { type: 'empty' } },
        ],
        edges: [{ from: 'fetch', to: 'load', label: 'rows' }],
      },
    });
    expect(await api.rows(`select type, reason, dag_id, payload from events where stream = 'dag-first'`)).toMatchObject(
      [{ type: 'DagRegistered', reason: 'asked for', dag_id: 'first', payload: { number: 1 } }],
    );
  });

  it('the same content keeps its number and becomes the latest again', async () => {
    const [one, two] = [spec('twice'), spec('twice', { description: 'other' })];
    await api.register({ spec: one });
    expect(await api.register({ spec: one })).toMatchObject({ created: false, version: { number: 1 } });
    expect(await api.register({ spec: two })).toMatchObject({ created: true, version: { number: 2 } });
    expect(await api.register({ spec: one })).toMatchObject({
      created: false,
      dag: { description: 'Seven days', latestVersion: { number: 1 } },
    });
    const types = await api.rows(`select type from events where stream = 'dag-twice' order by version`);
    expect(types.map((row) => row['type'])).toEqual(['DagRegistered', 'DagVersionRegistered', 'DagVersionRegistered']);
  });

  it('YAML text and its JSON are the same content', async () => {
    const source = 'id: text\ntasks:\n  a: { type: bash, with: { command: "true" } }\n';
    await api.register({ source });
    const json = JSON.stringify({ id: 'text', tasks: { a: { type: 'bash', with: { command: 'true' } } } });
    expect(await api.register({ source: json, format: 'JSON' })).toMatchObject({ created: false });
  });

  it('tells every issue with line and column, and stores nothing', async () => {
    const source = 'id: bad\ntasks:\n  a: { type: nonsense }\n  b: { type: empty, upstream: [nobody] }\n';
    const answer = (await api.register({ source })) as unknown as { issues: { code: string; line: number }[] };
    expect(answer.issues.map(({ code, line }) => [code, line])).toEqual([
      ['UNKNOWN_OPERATOR', 3],
      ['UNKNOWN_UPSTREAM', 4],
    ]);
    expect(await api.rows(`select 1 from dags where id = 'bad'`)).toEqual([]);
  });

  it.each([
    ['a NUL', { source: 'id: a\0b' }],
    ['a NUL in an escape', { source: 'id: nul\ntasks: { a: { type: empty, doc: "\\0" } }' }],
    ['half a surrogate pair', { spec: { id: 'x', description: '\ud800', tasks: {} } }],
    ['no YAML', { source: '{[' }],
    ['a list', { spec: [1, 2] }],
  ])('given %s, refuses clearly', async (_name, input) => {
    expect((await api.register(input)).__typename).toBe('InvalidDag');
    expect(service.logged).toEqual([]);
  });

  it.each([[{}], [{ spec: spec('x'), source: 'id: x' }]])(
    'given both or neither of spec and source, refuses',
    async (input) => {
      expect(await api.register(input)).toMatchObject({ __typename: 'Refused', code: 'INVALID' });
    },
  );

  it('`paused` counts at the first registration only', async () => {
    expect(await api.register({ spec: spec('sleepy', { paused: true }) })).toMatchObject({ dag: { paused: true } });
    expect(await api.register({ spec: spec('sleepy', { paused: false }) })).toMatchObject({ dag: { paused: true } });
  });

  it('given ten registrations of one DAG at once, numbers have no gaps', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => api.register({ spec: spec('crowd', { description: `d${i % 5}` }) })),
    );
    expect(answers.every((answer) => answer.__typename === 'DagRegistered')).toBe(true);
    const numbers = await api.rows(`select number from dag_versions where dag_id = 'crowd' order by number`);
    expect(numbers.map((row) => row['number'])).toEqual([1, 2, 3, 4, 5]);
  });
});
