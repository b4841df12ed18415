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

const REGISTER_DAGS = `mutation ($input: RegisterDagsInput!) { registerDags(input: $input) { __typename
  ... on DagsRegistered { results { __typename ... on DagRegistered { created dag { id } version { number } } ... on InvalidDag { issues { code line } } } }
  ... on Refused { code message } } }`;
const registerDags = async (input: object): Promise<unknown> =>
  (await service.ask<{ registerDags: unknown }>(REGISTER_DAGS, { input })).data.registerDags;

describe('registerDags', () => {
  const many = Array.from({ length: 120 }, (_, i) => ({ spec: spec(`m${i}`) }));

  it('stores many DAGs at once, each as registerDag would, in the order of the input', async () => {
    await api.register({ spec: spec('m7') });
    await api.register({ spec: spec('m8', { description: 'older' }) });
    const answer = (await registerDags({ dags: many, reason: 'all of them' })) as { results: object[] };
    expect(answer.results).toEqual(
      many.map((_, i) => ({
        __typename: 'DagRegistered',
        created: i !== 7,
        dag: { id: `m${i}` },
        version: { number: i === 8 ? 2 : 1 },
      })),
    );
    const told = await api.rows(
      `select dag_id, type from events where reason = 'all of them' and dag_id in ('m6', 'm7', 'm8') order by dag_id`,
    );
    expect(told).toEqual([
      { dag_id: 'm6', type: 'DagRegistered' },
      { dag_id: 'm8', type: 'DagVersionRegistered' },
    ]);
    const rows = await api.rows(`select tags, owners, latest_version, max_active_runs from dags where id = 'm119'`);
    expect(rows).toEqual([{ tags: ['daily'], owners: ['data'], latest_version: 1, max_active_runs: 2 }]);
  });

  it('tells what is wrong with one, and registers the others', async () => {
    const dags = [{ spec: spec('n1') }, { source: 'id: n2\ntasks:\n  a: { type: nonsense }\n' }, { spec: spec('n3') }];
    expect(await registerDags({ dags })).toMatchObject({
      results: [
        { __typename: 'DagRegistered' },
        { __typename: 'InvalidDag', issues: [{ code: 'UNKNOWN_OPERATOR', line: 3 }] },
        { __typename: 'DagRegistered', dag: { id: 'n3' } },
      ],
    });
  });

  it('given two contents of one DAG, both become versions, the latter the latest', async () => {
    const dags = [{ spec: spec('both') }, { spec: spec('both', { description: 'later' }) }];
    expect(await registerDags({ dags })).toMatchObject({
      results: [{ version: { number: 1 } }, { version: { number: 2 } }],
    });
    expect(await api.rows(`select latest_version, description from dags where id = 'both'`)).toEqual([
      { latest_version: 2, description: 'later' },
    ]);
  });

  it('given the same idempotency key again, answers the same and does nothing', async () => {
    const input = { dags: [{ spec: spec('keyed') }], idempotencyKey: 'many-1' };
    const first = await registerDags(input);
    expect(await registerDags(input)).toEqual(first);
    expect(await registerDags({ ...input, dags: many })).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  it.each([
    ['more than 500', Array.from({ length: 501 }, () => ({ spec: null })), /at most 500/],
    ['neither spec nor source', [{ spec: spec('fine') }, {}], /dags\[1\]/],
  ])('given %s, refuses and stores nothing', async (_name, dags, message) => {
    expect(await registerDags({ dags })).toMatchObject({ code: 'INVALID', message: expect.stringMatching(message) });
    expect(await api.rows(`select 1 from dags where id = 'fine'`)).toEqual([]);
  });

  it('given the same DAGs from two sides at once in other orders, both are answered', async () => {
    const dags = Array.from({ length: 60 }, (_, i) => ({ spec: spec(`race${i}`) }));
    const answers = await Promise.all([registerDags({ dags }), registerDags({ dags: [...dags].reverse() })]);
    const created = answers
      .flatMap((answer) => (answer as { results: { created: boolean }[] }).results)
      .filter((one) => one.created);
    expect(created).toHaveLength(60);
  });
});
