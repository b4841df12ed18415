import { buildClientSchema, getIntrospectionQuery, type GraphQLSchema, type IntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wholePage } from '../../../test/support/all-fields.js';
import { startService, type TestService } from '../../../test/support/service.js';

let service: TestService;
let schema: GraphQLSchema;
beforeAll(async () => {
  service = await startService();
  schema = buildClientSchema((await service.ask<IntrospectionQuery>(getIntrospectionQuery())).data);
  await service.ask(
    `mutation { registerDag(input: { spec: { id: "d", tasks: { a: { type: "empty" } } } }) { __typename } }`,
  );
});
afterAll(async () => service.stop());

const post = (
  payload: string | object,
  headers: Record<string, string> = {},
): Promise<{ statusCode: number; body: string; json(): unknown }> =>
  service.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { authorization: `Bearer ${service.adminToken}`, 'content-type': 'application/json', ...headers },
    payload,
  });
const codeOf = async (query: string, variables: object = {}): Promise<string | undefined> =>
  (await service.ask(query, variables)).errors?.[0]?.extensions.code;

describe('limits', () => {
  it.each([
    ['dags', 'DagConnection', 100],
    ['dagRuns', 'DagRunConnection', 100],
    ['events', 'EventConnection', 500],
  ])('two greatest pages of %s with all their fields are within them', async (field, connection, most) => {
    const page = wholePage(schema, connection);
    const { errors } = await service.ask(
      `{ one: ${field}(first: ${most}) ${page} two: ${field}(first: ${most}) ${page} }`,
    );
    expect(errors).toBeUndefined();
  });

  it('two greatest pages of tasks and of a run’s events with all their fields are within them, below a page of runs too', async () => {
    const tasks = wholePage(schema, 'TaskInstanceConnection');
    const events = wholePage(schema, 'EventConnection');
    const { errors } = await service.ask(
      `{ dagRuns(first: 1) { nodes { a: tasks(first: 500) ${tasks} b: tasks(first: 500) ${tasks} c: events(first: 500) ${events} d: events(first: 500) ${events} } }
         all: dagRuns(first: 100) { nodes { tasks(first: 100) { nodes { taskId state attempts { outcome } } } } } }`,
    );
    expect(errors).toBeUndefined();
  });

  it('a depth of ten is within them', async () => {
    const { errors } = await service.ask(
      '{ dags { edges { node { runs { edges { node { tasks { edges { node { attempts { error { type } } } } } } } } } } } }',
    );
    expect(errors).toBeUndefined();
  });

  it.each([
    ['depth', `{ viewer { ${'... on Actor { '.repeat(20)} id ${'}'.repeat(20)} } }`],
    ['aliases', `{ ${Array.from({ length: 60 }, (_, i) => `a${i}: viewer { id }`).join(' ')} }`],
    ['directives', `{ viewer { id ${'@include(if: true) '.repeat(60)} } }`],
    ['tokens', `{ ${'__typename '.repeat(11_000)} }`],
    [
      'cost',
      '{ dags(first: 100) { nodes { runs(first: 100) { nodes { tasks(first: 500) { nodes { taskId state tryNumber } } } } } } }',
    ],
  ])('beyond them (%s), refuses', async (_name, query) => {
    const { errors, data } = await service.ask(query);
    expect(errors?.[0]?.message).toBeDefined();
    expect(data ?? null).toBeNull();
  });

  it('a page size in a variable counts', async () => {
    const query = `query ($n: Int) { dags(first: $n) { nodes { runs(first: $n) { nodes { tasks(first: 500) { nodes { ${'taskId '.repeat(3)} } } } } } } }`;
    expect(await codeOf(query, { n: 100 })).toBe('OPERATION_TOO_COMPLEX');
    expect((await post({ query, variables: { n: 100 } })).statusCode).toBe(400);
    expect(await codeOf(query, { n: 2 })).toBeUndefined();
  });
});

describe('bad requests', () => {
  it.each([
    ['no JSON', '{', 400],
    ['a batch', '[{"query":"{ __typename }"}]', 400],
    ['no query', '{}', 400],
  ])('given %s, answers %d in GraphQL shape', async (_name, payload, status) => {
    const response = await post(payload);
    expect([response.statusCode, response.json()]).toMatchObject([
      status,
      { errors: [{ message: expect.any(String) as string }] },
    ]);
  });

  it('given a body above 8 MiB, answers 413; given one below, serves it', async () => {
    const query = (bytes: number): object => ({ query: '{ __typename }', variables: { x: 'a'.repeat(bytes) } });
    expect((await post(query(8 * 1024 * 1024))).statusCode).toBe(413);
    expect((await post(query(7 * 1024 * 1024))).statusCode).toBe(200);
  });

  it('given a form that a foreign page could send, refuses', async () => {
    const response = await post('query=1', { 'content-type': 'text/plain' });
    expect(response.statusCode).toBeGreaterThanOrEqual(400);
  });

  it('given JSON 10 000 deep, refuses and lives', async () => {
    const payload = `{"query":"mutation ($s: JSON) { registerDag(input: { spec: $s }) { __typename } }","variables":{"s":${'['.repeat(10_000)}${']'.repeat(10_000)}}}`;
    const response = await post(payload);
    expect(response.body).toContain('deeper than');
    expect((await post({ query: '{ __typename }' })).statusCode).toBe(200);
  });

  it('given __proto__ in a literal, it is a key like any other', async () => {
    const { data } = await service.ask(
      'mutation { registerDag(input: { spec: { id: "p", __proto__: { x: 1 }, tasks: {} } }) { __typename ... on InvalidDag { issues { code path } } } }',
    );
    expect(data).toMatchObject({
      registerDag: {
        __typename: 'InvalidDag',
        issues: expect.arrayContaining([{ code: 'UNKNOWN_KEY', path: '__proto__' }]) as unknown,
      },
    });
  });

  it('given __proto__ in a variable, it is the same key', async () => {
    const query =
      'mutation ($s: JSON) { registerDag(input: { spec: $s }) { ... on InvalidDag { issues { path message } } } }';
    const response = await post(`{"query":"${query}","variables":{"s":{"id":"p","__proto__":{"x":1},"tasks":{}}}}`);
    expect(response.body).toContain('the key \\"__proto__\\" is refused everywhere');
  });

  it('there is no playground, and unknown paths are not found', async () => {
    const headers = { authorization: `Bearer ${service.adminToken}`, accept: 'text/html' };
    const page = await service.app.inject({ method: 'GET', url: '/graphql', headers });
    expect(page.body).not.toMatch(/graphiql|sandbox/i);
    expect((await service.app.inject({ method: 'GET', url: '/nowhere' })).statusCode).toBe(404);
  });
});

describe('errors', () => {
  it('an unexpected one is shown as a correlation id only, which the log has', async () => {
    await service.pool.query('alter table variables rename to variables_away');
    const { errors } = await service.ask('{ variables { name } }');
    await service.pool.query('alter table variables_away rename to variables');
    const [error] = errors ?? [];
    expect(error?.extensions.code).toBe('INTERNAL_SERVER_ERROR');
    expect(error?.message).not.toContain('variables_away');
    expect(JSON.stringify(service.logged)).toContain(error?.extensions.correlationId);
  });
});

describe('introspection', () => {
  it('given it is off, refuses', async () => {
    const closed = await startService({ introspection: false });
    const { errors } = await closed.ask('{ __schema { types { name } } }');
    await closed.stop();
    expect(errors?.[0]?.message).toMatch(/introspection/i);
  });
});
