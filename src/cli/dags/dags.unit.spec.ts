import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureApi, startFixtureApi } from '../../../test/support/cli/fixture-api.js';
import { aDag, aVersion, page } from '../../../test/support/cli/fixtures.js';
import { runCommand } from '../../../test/support/cli/run-command.js';
import { EXIT } from '../exit-code.js';

let api: FixtureApi | undefined;
afterEach(async () => {
  await api?.stop();
  api = undefined;
});

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'continuo-cli-'));
  const file = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);
  await file('good.yaml', 'id: good\ntasks:\n  a: { type: empty }\n');
  await file('good.json', '{"id": "json_dag", "tasks": {"a": {"type": "empty"}}}');
  await file(
    'two.ts',
    ['one', 'two'].map((id) => `export const ${id} = { id: '${id}', tasks: { a: { type: 'empty' } } };\n`).join(''),
  );
  await file(
    'bad.yaml',
    'id: bad\ntasks:\n  a: { type: empty, upstream: [b] }\n  b: { type: nonsense }\n  a: { type: empty }\n',
  );
  await file(
    'unsafe.yaml',
    'id: unsafe\ntasks:\n  a:\n    type: bash\n    with:\n      command: echo {{ params.city }}\nparams: { city: { type: string, default: x } }\n',
  );
  await file('broken.ts', 'throw new Error("cannot start");\n');
});
afterAll(async () => await rm(folder, { recursive: true }));

const validate = (...args: string[]): ReturnType<typeof runCommand> =>
  runCommand(['dags', 'validate', ...args], { cwd: folder });

describe('dags schema, without a service', () => {
  it('prints a schema that takes a DAG and refuses what is none', async () => {
    const { code, stdout } = await runCommand(['dags', 'schema'], { url: 'http://127.0.0.1:9' });
    const accepts = new Ajv({ strict: false }).compile(JSON.parse(stdout) as object);
    expect([code, accepts({ id: 'd', tasks: { a: { type: 'bash' } } }), accepts({ task: {} })]).toEqual([
      ...[EXIT.ok, true, false],
    ]);
  });
});

describe('dags validate, without a service', () => {
  it('accepts YAML, JSON and TypeScript', async () => {
    expect(await validate('good.yaml', 'good.json', 'two.ts')).toEqual({
      code: EXIT.ok,
      stdout: 'good.yaml good is valid\ngood.json json_dag is valid\ntwo.ts one is valid\ntwo.ts two is valid\n',
      stderr: '',
    });
  });

  it('prints every issue as file:line:column CODE path message, and answers 1', async () => {
    const { code, stdout } = await validate('good.yaml', 'bad.yaml');
    expect(code).toBe(EXIT.failed);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe('good.yaml good is valid');
    expect(lines.slice(1)).toEqual([
      expect.stringMatching(/^bad\.yaml:4:\d+ UNKNOWN_OPERATOR tasks\.b\.type /),
      expect.stringMatching(/^bad\.yaml:5:\d+ DUPLICATE_ID tasks\.a /),
    ]);
  });

  it('warns of shell commands that hold what comes from outside, and accepts them', async () => {
    const { code, stdout } = await validate('unsafe.yaml');
    expect(code).toBe(EXIT.ok);
    expect(stdout).toMatch(
      /^unsafe\.yaml:6:\d+ UNSAFE_TEMPLATE tasks\.a\.with\.command warning: params in a shell command/,
    );
  });

  it('answers the same as JSON', async () => {
    const { code, stdout } = await validate('--json', 'bad.yaml', 'unsafe.yaml');
    expect(code).toBe(EXIT.failed);
    expect(JSON.parse(stdout)).toMatchObject([
      { file: 'bad.yaml', valid: false, issues: [{ code: 'UNKNOWN_OPERATOR', line: 4 }, { code: 'DUPLICATE_ID' }] },
      {
        file: 'unsafe.yaml',
        dagId: 'unsafe',
        valid: true,
        issues: [],
        warnings: [{ code: 'UNSAFE_TEMPLATE', line: 6 }],
      },
    ]);
  });

  it('says what a module threw', async () => {
    const { code, stderr } = await validate('broken.ts');
    expect({ code, stderr }).toEqual({ code: EXIT.failed, stderr: 'continuo: broken.ts: cannot start\n' });
  });
});

describe('dags register', () => {
  const register = async (...files: string[]): ReturnType<typeof runCommand> =>
    await runCommand(['dags', 'register', ...files], { cwd: folder, ...(api === undefined ? {} : { url: api.url }) });

  interface Sent {
    dags: { source: string; format: string }[];
    idempotencyKey: string;
  }
  const registered = (results: object[]): object => ({ __typename: 'DagsRegistered', results });
  const aRegistered = (fields: object): object => ({ __typename: 'DagRegistered', ...fields });

  it('sends the DAGs together and tells the version of each', async () => {
    const inputs: Sent[] = [];
    api = await startFixtureApi({
      registerDags: ({ input }: { input: Sent }) => {
        inputs.push(input);
        return registered(
          input.dags.map((_, i) =>
            aRegistered({ dag: aDag({ id: `dag${i + 1}` }), version: aVersion(2), created: i === 0 }),
          ),
        );
      },
    });
    expect(await register('good.yaml', 'good.json', 'two.ts')).toEqual({
      code: EXIT.ok,
      stdout: [
        'dag1  version 2  new version',
        'dag2  version 2  unchanged',
        'dag3  version 2  unchanged',
        'dag4  version 2  unchanged',
        '',
      ].join('\n'),
      stderr: '',
    });
    expect(inputs.map(({ dags }) => dags.map(({ format }) => format))).toEqual([['YAML', 'JSON', 'JSON', 'JSON']]);
    expect(inputs[0]?.dags[0]?.source).toContain('id: good');
  });

  it('sends many in several calls, each with a key of its own', async () => {
    const inputs: Sent[] = [];
    api = await startFixtureApi({
      registerDags: ({ input }: { input: Sent }) => (
        inputs.push(input),
        registered(input.dags.map(() => aRegistered({ dag: aDag(), version: aVersion(1), created: true })))
      ),
    });
    const { stdout } = await register(...Array.from({ length: 230 }, () => 'good.yaml'));
    expect(stdout.trimEnd().split('\n')).toHaveLength(230);
    expect(inputs.map(({ dags }) => dags.length)).toEqual([100, 100, 30]);
    expect(new Set(inputs.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(3);
  });

  it('goes on behind an invalid DAG, and answers 1', async () => {
    const issues = [{ code: 'CYCLE', message: 'a → a', path: 'tasks.a', line: 3, column: 5 }];
    const created = { dag: aDag({ paused: true }), version: aVersion(1), created: true };
    api = await startFixtureApi({
      registerDags: () => registered([{ __typename: 'InvalidDag', issues }, aRegistered(created)]),
    });
    const { code, stdout, stderr } = await register('bad.yaml', 'good.yaml');
    expect(code).toBe(EXIT.failed);
    expect(stderr).toBe('bad.yaml:3:5 CYCLE tasks.a a → a\n');
    expect(stdout).toContain('weather  version 1  new version (paused:');
  });

  it('answers 3 where the service refuses', async () => {
    api = await startFixtureApi({
      registerDags: () => ({ __typename: 'Refused', code: 'CONFLICT', message: 'somebody else' }),
    });
    const { code, stderr } = await register('good.yaml');
    expect({ code, stderr }).toEqual({ code: EXIT.refused, stderr: 'good.yaml: somebody else\n' });
  });

  it('registers nothing where one file cannot be read', async () => {
    api = await startFixtureApi({});
    expect((await register('good.yaml', 'missing.yaml')).code).toBe(EXIT.usage);
    expect(api.requests).toEqual([]);
  });
});

describe('reading', () => {
  it('lists with the filter', async () => {
    const filters: unknown[] = [];
    api = await startFixtureApi({
      dags: ({ filter }: { filter: unknown }) => {
        filters.push(filter);
        return page([aDag(), aDag({ id: 'manual', schedule: null, nextRun: null, paused: true, tags: [] })]);
      },
    });
    const args = ['dags', 'list', '--tag', 'a,b', '--tag', 'c', '--active'];
    const { code, stdout } = await runCommand(args, { url: api.url });
    expect(code).toBe(EXIT.ok);
    expect(filters).toEqual([{ tags: ['a', 'b', 'c'], paused: false }]);
    expect(stdout).toBe(
      [
        'DAG      VERSION  STATE   SCHEDULE   NEXT RUN              TAGS',
        'weather  3        active  0 2 * * *  2026-11-22T02:00:00Z  daily',
        'manual   3        paused  manual',
        '',
      ].join('\n'),
    );
  });

  it('shows a DAG, a version of it, its spec; and 3 for what is not there', async () => {
    api = await startFixtureApi({ dag: ({ id }: { id: string }) => (id === 'weather' ? aDag() : null) });
    const show = (...args: string[]): ReturnType<typeof runCommand> =>
      runCommand(['dags', 'show', ...args], { url: api?.url ?? '' });
    expect((await show('weather')).stdout).toMatch(/schedule\s+0 2 \* \* \* UTC \(At 02:00\)/);
    expect((await show('weather', '--at', '1')).stdout).toContain('1 of 3');
    expect((await show('weather', '--spec')).stdout).toBe('id: weather\ntasks:\n  fetch:\n    type: empty\n');
    expect(JSON.parse((await show('weather', '--json')).stdout)).toMatchObject({
      id: 'weather',
      version: { number: 3 },
    });
    expect((await show('weather', '--at', '9')).code).toBe(EXIT.refused);
    expect(await show('nothing')).toMatchObject({
      code: EXIT.refused,
      stderr: expect.stringContaining('DAG "nothing"') as string,
    });
  });

  it('shows what is different between two versions', async () => {
    const specs = [{ tasks: { a: { retries: 1 } } }, { tasks: { a: { retries: 2 }, b: { type: 'empty' } } }];
    api = await startFixtureApi({
      dag: () =>
        aDag({
          version: ({ number }: { number: number }) =>
            specs[number - 1] === undefined ? null : aVersion(number, specs[number - 1]),
        }),
    });
    const { code, stdout } = await runCommand(['dags', 'diff', 'weather', '1', '2'], { url: api.url });
    expect(code).toBe(EXIT.ok);
    expect(stdout.split('\n').slice(1)).toEqual(['~ tasks.a.retries: 1 → 2', '+ tasks.b:', '+     type: empty', '']);
    expect((await runCommand(['dags', 'diff', 'weather', '2', '2'], { url: api.url })).stdout).toContain(
      'no difference',
    );
    expect((await runCommand(['dags', 'diff', 'weather', '2', '7'], { url: api.url })).code).toBe(EXIT.refused);
  });
});
