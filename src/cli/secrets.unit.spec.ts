import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type FixtureApi, startFixtureApi } from '../../test/support/cli/fixture-api.js';
import { actor } from '../../test/support/cli/fixtures.js';
import { type CommandOptions, runCommand } from '../../test/support/cli/run-command.js';
import { EXIT } from './exit-code.js';

let api: FixtureApi | undefined;
afterEach(async () => await api?.stop());
const continuo = (args: string[], options: CommandOptions = {}): ReturnType<typeof runCommand> =>
  runCommand(args, { url: api?.url ?? '', ...options });

const connection = {
  id: 'db',
  type: 'postgres',
  host: 'h',
  port: 5432,
  database: 'd',
  login: 'u',
  hasPassword: true,
  extra: {},
  source: 'DATABASE',
  updatedAt: null,
  updatedBy: actor,
};
const token = {
  id: 't1',
  name: 'ci',
  permissions: ['READ', 'RUN'],
  createdAt: '2026-11-21T08:00:00Z',
  createdBy: actor,
  expiresAt: null,
  lastUsedAt: null,
  revokedAt: null,
};

describe('connections', () => {
  it('takes the password from stdin and never shows it', async () => {
    const inputs: unknown[] = [];
    api = await startFixtureApi({
      setConnection: ({ input }: { input: unknown }) => (
        inputs.push(input),
        { __typename: 'ConnectionSaved', connection }
      ),
    });
    const args = [
      'connections',
      'set',
      'db',
      '--type',
      'postgres',
      '--host',
      'h',
      '--port',
      '5432',
      '--extra',
      '{"ssl": true}',
      '--password-stdin',
    ];
    for (const more of [[], ['--json']]) {
      const { code, stdout, stderr } = await continuo([...args, ...more], { stdin: 'hunter2 \nsecond line' });
      expect(code).toBe(EXIT.ok);
      expect(stdout + stderr).not.toContain('hunter2');
    }
    expect(inputs[0]).toMatchObject({
      id: 'db',
      type: 'postgres',
      host: 'h',
      port: 5432,
      extra: { ssl: true },
      password: 'hunter2 ',
    });
  });

  it('takes everything from a URI, its type too', async () => {
    const inputs: unknown[] = [];
    api = await startFixtureApi({
      setConnection: ({ input }: { input: unknown }) => (
        inputs.push(input),
        { __typename: 'ConnectionSaved', connection }
      ),
    });
    await continuo(['connections', 'set', 'db', '--uri-stdin'], { stdin: 'postgresql://u:hunter2@h/d\n' });
    expect(inputs).toMatchObject([{ type: 'postgres', uri: 'postgresql://u:hunter2@h/d' }]);
    expect(Object.keys(inputs[0] as object)).not.toContain('password');
  });

  it('asks nobody where there is no terminal', async () => {
    const inputs: object[] = [];
    api = await startFixtureApi({
      setConnection: ({ input }: { input: object }) => (
        inputs.push(input),
        { __typename: 'ConnectionSaved', connection }
      ),
    });
    expect((await continuo(['connections', 'set', 'web', '--type', 'http'])).code).toBe(EXIT.ok);
    expect(Object.keys(inputs[0] ?? {}).sort()).toEqual(['id', 'idempotencyKey', 'reason', 'type']);
  });

  it('lists and deletes', async () => {
    api = await startFixtureApi({
      connections: () => [connection],
      deleteConnection: ({ id }: { id: string }) =>
        id === 'db'
          ? { __typename: 'Deleted', id }
          : { __typename: 'Refused', code: 'NOT_FOUND', message: 'no connection "x"' },
    });
    expect((await continuo(['connections', 'list'])).stdout).toMatch(
      /^db +postgres +h:5432 +d +u +set +database +ada$/m,
    );
    expect((await continuo(['connections', 'delete', 'db'])).stdout).toBe('db deleted\n');
    expect(await continuo(['connections', 'delete', 'x'])).toEqual({
      code: EXIT.refused,
      stdout: '',
      stderr: 'continuo: no connection "x"\n',
    });
  });
});

describe('variables', () => {
  it.each([
    [['city', 'Paris'], '', 'Paris', false],
    [['days', '3'], '', 3, false],
    [['days', '3', '--text'], '', '3', false],
    [['list', '[1, "a"]'], '', [1, 'a'], false],
    [['sql', '--stdin'], 'select 1\nfrom t\n', 'select 1\nfrom t', false],
    [['key', '--stdin', '--secret'], 'hunter2\n', 'hunter2', true],
  ])('set %j', async (args, stdin, value, secret) => {
    const inputs: unknown[] = [];
    const variable = { name: 'x', value: null, secret, source: 'DATABASE', updatedAt: null, updatedBy: null };
    api = await startFixtureApi({
      setVariable: ({ input }: { input: unknown }) => (inputs.push(input), { __typename: 'VariableSaved', variable }),
    });
    const { code, stdout, stderr } = await continuo(['variables', 'set', ...args], { stdin });
    expect(code).toBe(EXIT.ok);
    expect(inputs).toMatchObject([{ name: args[0], value, secret }]);
    expect(stdout + stderr).not.toContain('hunter2');
  });

  it('lists without secret values', async () => {
    const variable = (name: string, fields: object): object => ({
      name,
      source: 'DATABASE',
      updatedAt: null,
      updatedBy: null,
      ...fields,
    });
    api = await startFixtureApi({
      variables: () => [
        variable('city', { value: 'Paris', secret: false }),
        variable('key', { value: null, secret: true }),
      ],
    });
    expect((await continuo(['variables', 'list'])).stdout).toBe(
      'NAME  VALUE    FROM      UPDATED  BY\ncity  "Paris"  database\nkey   secret   database\n',
    );
  });
});

describe('tokens', () => {
  const resolvers = {
    createToken: () => ({ __typename: 'TokenCreated', token, secret: 'cto_new' }),
    tokens: () => [token, { ...token, id: 't2', revokedAt: token.createdAt }],
  };

  it('shows the secret alone on stdout, once', async () => {
    api = await startFixtureApi(resolvers);
    const { stdout, stderr } = await continuo([
      'tokens',
      'create',
      'ci',
      '--permission',
      'read,run',
      '--expires-in',
      '30d',
    ]);
    expect(stdout).toBe('cto_new\n');
    expect(stderr).not.toContain('cto_new');
    expect(api.requests[0]?.variables).toMatchObject({
      input: { name: 'ci', permissions: ['READ', 'RUN'], expiresIn: '30d' },
    });
  });

  it('writes it to a new file that only its owner reads instead', async () => {
    api = await startFixtureApi(resolvers);
    const cwd = await mkdtemp(join(tmpdir(), 'continuo-cli-'));
    const args = ['tokens', 'create', 'ci', '--permission', 'READ', '--output', 'ci.token'];
    const { stdout, stderr } = await continuo(args, { cwd });
    expect(stdout + stderr).not.toContain('cto_new');
    expect(await readFile(join(cwd, 'ci.token'), 'utf8')).toBe('cto_new\n');
    expect((await stat(join(cwd, 'ci.token'))).mode & 0o777).toBe(0o600);
    const again = await continuo(args, { cwd });
    expect(again).toMatchObject({ code: EXIT.usage, stderr: expect.stringContaining('exists already') as string });
    expect(api.requests).toHaveLength(1);
    await rm(cwd, { recursive: true });
  });

  it('lists', async () => {
    api = await startFixtureApi(resolvers);
    const { stdout } = await continuo(['tokens', 'list']);
    expect(stdout).toMatch(/^t1 +ci +valid +read, run /m);
    expect(stdout).toMatch(/^t2 +ci +revoked /m);
  });
});
