import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { taskOf } from '../support/api.js';
import type { Here } from '../support/here.js';
import type { RunView } from '../support/run-view.js';

const SET_CONNECTION = `mutation ($input: SetConnectionInput!) { setConnection(input: $input) { __typename
  ... on ConnectionSaved { connection { id type host port database login hasPassword extra source updatedBy { name } } } ... on Refused { code message } } }`;
const SET_VARIABLE = `mutation ($input: SetVariableInput!) { setVariable(input: $input) { __typename
  ... on VariableSaved { variable { name value secret source } } ... on Refused { code message } } }`;
const LISTS = '{ connections { id type host hasPassword extra source } variables { name value secret source } }';

/** What the service and its worker have in their environment. */
export const SECRETS_IN_ENVIRONMENT = {
  CONTINUO_CONN_E2E_DESK: 'https://me:cnry-env-connection-71c5@localhost:1/base',
  CONTINUO_VAR_E2E_PIN: 'cnry-env-variable-93ab',
};

/** Every form in which a careless program, protocol or store would keep a secret. */
const formsOf = (secret: string): string[] => [
  secret,
  ...[0, 1, 2].map((shift) =>
    Buffer.from(' '.repeat(shift) + secret)
      .toString('base64')
      .slice(shift === 0 ? 0 : 4, -4),
  ),
  Buffer.from(secret).toString('hex'),
];

export function secrets(here: Here): void {
  describe('secrets', () => {
    const canary = (what: string): string => `cnry-${what}-${randomBytes(12).toString('hex')}`;
    const password = canary('pw');
    const apiKey = canary('key');
    const variable = canary('var');
    const uriPassword = canary('uri');
    const all = [password, apiKey, variable, uriPassword, 'cnry-env-connection-71c5', 'cnry-env-variable-93ab'];
    const [connectionId, variableName] = [here.name('vault'), here.name('sesame')];
    let run: RunView;

    beforeAll(async () => {
      const { hostname, port, pathname, username } = new URL(here.endpoint.database);
      const connection = {
        id: connectionId,
        type: 'postgres',
        host: hostname,
        port: Number(port),
        database: pathname.slice(1),
        login: username,
        password,
        extra: { api_key: apiKey, region: 'north' },
      };
      expect(
        await here.api.mutate(SET_CONNECTION, {
          input: { ...connection, reason: 'first', idempotencyKey: here.name('connection') },
        }),
      ).toMatchObject({
        __typename: 'ConnectionSaved',
        connection: {
          id: connectionId,
          hasPassword: true,
          source: 'DATABASE',
          login: username,
          extra: { region: 'north' },
          updatedBy: { name: 'admin' },
        },
      });
      expect(
        await here.api.mutate(SET_CONNECTION, {
          input: { id: here.name('by_uri'), type: 'http', uri: `https://me:${uriPassword}@localhost:1/base?a=b` },
        }),
      ).toMatchObject({
        connection: { host: 'localhost', port: 1, login: 'me', hasPassword: true },
      });
      expect(
        await here.api.mutate(SET_CONNECTION, {
          input: { id: here.name('bad_uri'), type: 'http', uri: `https://me:${uriPassword}@localhost:port/` },
        }),
      ).toMatchObject({ __typename: 'Refused', code: 'INVALID' });
      expect(
        await here.api.mutate(SET_VARIABLE, {
          input: { name: variableName, value: { token: variable }, secret: true },
        }),
      ).toMatchObject({ variable: { value: null, secret: true } });
      await here.api.mutate(SET_VARIABLE, { input: { name: here.name('plain'), value: ['open'] } });
      const env = {
        PW: `{{ conn('${connectionId}').password }}`,
        KEY: `{{ conn('${connectionId}').extra.api_key }}`,
        VAR: `{{ var('${variableName}').token }}`,
        OPEN: `{{ var('${here.name('plain')}')[0] }}`,
      };
      run = await here.api.run(here.name('careless'), {
        prints: {
          type: 'bash',
          with: { command: 'echo "$PW $KEY $VAR $OPEN"; printf %s "$PW" | base64 -w0 >&2; echo done', env },
        },
        fails: {
          type: 'bash',
          with: { command: 'echo "{{ conn(\'' + connectionId + '\').password }}" >&2; exit 3' },
          upstream: ['prints'],
        },
        throws: { type: 'ts', with: { handler: 'bodies.careless', args: { connection: connectionId } } },
        logs_in: { type: 'sql.query', with: { connection: connectionId, sql: 'select 1' } },
        calls: {
          type: 'http.request',
          with: { connection: here.name('by_uri'), path: '/x', headers: { 'x-key': env.VAR }, timeout: '5s' },
        },
        from_env: {
          type: 'bash',
          with: {
            command: 'echo "$PW $PIN"; env | grep -E "CONTINUO|DATABASE|POSTGRES" || echo alone',
            env: { PW: "{{ conn('e2e_desk').password }}", PIN: "{{ var('e2e_pin') }}" },
          },
        },
        retried: {
          type: 'bash',
          with: { command: 'echo "$VAR"; [ {{ tryNumber }} -ge 2 ]', env: { VAR: env.VAR }, output: 'none' },
          retries: 1,
          retryDelay: '100ms',
        },
      });
    });

    it('are what a task gets, and are masked in its log, rendered fields and errors', async () => {
      expect(run.tasks.nodes.map(({ taskId, state }) => [taskId, state])).toEqual(
        expect.arrayContaining([
          ['prints', 'SUCCESS'],
          ['fails', 'FAILED'],
          ['throws', 'FAILED'],
          ['logs_in', 'FAILED'],
          ['calls', 'FAILED'],
          ['retried', 'SUCCESS'],
          ['from_env', 'SUCCESS'],
        ]),
      );
      expect(taskOf(run, 'prints').renderedFields).toMatchObject({
        env: { PW: '***', KEY: '***', VAR: '***', OPEN: 'open' },
      });
      const log = await here.api.log(run.id, 'prints');
      expect(log).toContain('*** *** *** open');
      expect(taskOf(run, 'from_env').renderedFields).toMatchObject({ env: { PW: '***', PIN: '***' } });
      // a process has its own variables and none of the service's
      expect(await here.api.log(run.id, 'from_env')).toBe('*** ***\nalone');
      expect(taskOf(run, 'throws').attempts[0]?.error).toMatchObject({
        type: 'LoginFailed',
        message: 'cannot log in with ***',
      });
      expect(await here.api.log(run.id, 'throws')).toContain('password ***');
      expect(taskOf(run, 'logs_in').attempts[0]?.error).toMatchObject({ type: 'SqlError' });
      expect(all.filter((secret) => JSON.stringify(run).includes(secret))).toEqual([]);
    });

    it('are never given back', async () => {
      const { connections, variables } = await here.api.ask<{
        connections: { id: string; extra: object }[];
        variables: object[];
      }>(LISTS);
      expect(connections.find(({ id }) => id === connectionId)).toMatchObject({
        hasPassword: true,
        extra: { region: 'north' },
      });
      expect(variables).toContainEqual({ name: variableName, value: null, secret: true, source: 'DATABASE' });
      expect(connections.find(({ id }) => id === 'e2e_desk')).toMatchObject({
        source: 'ENVIRONMENT',
        hasPassword: true,
      });
      expect(variables).toContainEqual({ name: 'e2e_pin', value: null, secret: true, source: 'ENVIRONMENT' });
      expect(variables).toContainEqual({
        name: here.name('plain'),
        value: ['open'],
        secret: false,
        source: 'DATABASE',
      });
      expect(all.filter((secret) => JSON.stringify({ connections, variables }).includes(secret))).toEqual([]);
    });

    it('stand nowhere in the database: not in one column of one table', async () => {
      const columns = await here.rows<{ table: string; column: string }>(
        `select table_name as "table", column_name as "column" from information_schema.columns join information_schema.tables using (table_schema, table_name)
         where table_schema = 'public' and table_type = 'BASE TABLE'`,
      );
      expect(columns.length).toBeGreaterThan(100);
      // bytea shows as hex in text, so the forms cover it
      const found: string[] = [];
      for (const { table, column } of columns)
        for (const form of all.flatMap(formsOf)) {
          const [hit] = await here.rows(
            `select 1 from "${table}" where position($1 in "${column}"::text) > 0 limit 1`,
            [form],
          );
          if (hit !== undefined) found.push(`${table}.${column}: ${form}`);
        }
      expect(found).toEqual([]);
    });

    it('stand in no log and in no file of Temporal', async () => {
      const files = ['logs', 'temporal', 'run'].flatMap((folder) => filesOf(join(here.home, folder)));
      expect(files.some((path) => path.includes('.db'))).toBe(true);
      const contents = files.map((path) => ({ path, bytes: readFileSync(path) }));
      // what is there is read as it is: an id that is no secret is found
      expect(contents.some(({ path, bytes }) => path.includes('.db') && bytes.includes(run.id))).toBe(true);
      const found = contents.flatMap(({ path, bytes }) =>
        all
          .flatMap(formsOf)
          .filter((form) => bytes.includes(form))
          .map((form) => `${path}: ${form}`),
      );
      expect(found).toEqual([]);
    });

    it('are told of in the history, by name only, and go when they are deleted', async () => {
      const DELETE =
        'mutation ($c: ID!, $v: ID!) { c: deleteConnection(id: $c, reason: "gone") { __typename } v: deleteVariable(name: $v) { __typename } }';
      const names = { c: connectionId, v: variableName };
      expect(await here.api.ask(DELETE, names)).toEqual({ c: { __typename: 'Deleted' }, v: { __typename: 'Deleted' } });
      expect(
        await here.api.ask(DELETE.replaceAll('{ __typename }', '{ __typename ... on Refused { code } }'), names),
      ).toMatchObject({ c: { code: 'NOT_FOUND' }, v: { code: 'NOT_FOUND' } });
      const { events } = await here.api.ask<{ events: { nodes: { type: string; stream: string }[] } }>(
        '{ events(first: 50) { nodes { type stream payload reason } } }',
      );
      const told = events.nodes
        .filter(({ stream }) => [`connection-${connectionId}`, `variable-${variableName}`].includes(stream))
        .map(({ type }) => type);
      expect(told).toEqual(['VariableDeleted', 'ConnectionDeleted', 'VariableSet', 'ConnectionSet']);
      const later = await here.api.ended(await here.api.start(here.name('careless')));
      expect(later.tasks.nodes.find(({ taskId }) => taskId === 'prints')).toMatchObject({
        state: 'FAILED',
        attempts: [{ error: { message: expect.stringContaining(connectionId) } }],
      });
    });
  });
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}
