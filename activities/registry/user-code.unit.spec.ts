import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { runOperator, testContext } from '../sdk/testing/index.js';
import { builtinOperators } from './builtin.js';
import { createRegistry } from './registry.js';
import { loadUserCode } from './user-code.js';

let root = '';
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'project-')));
});

async function put(files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}
const load = () => loadUserCode({ directory: root });

const CONFIG = `import { defineConfig } from 'continuo/sdk';
export default defineConfig({
  dags: ['dags/**/*.{yaml,json,ts}'], handlers: ['tasks/*.ts'], operators: ['operators/upload'], files: { roots: ['data', '/srv'] },
});`;
const UPLOAD = `import { defineOperator } from 'continuo/sdk';
import { z } from 'zod';
export const upload = defineOperator({ type: 'acme.upload', summary: 'Uploads', with: z.strictObject({ n: z.number() }), run: async (_c, p) => ({ value: p.n * 2 }) });`;
const WEATHER = `import { defineTask, TaskFailure } from 'continuo/sdk';
import { FACTOR } from '../lib/factor.js';
interface Args { n: number }
export const scale = defineTask({ run: (_context, args: Args) => args.n * FACTOR });
export const named = defineTask({ name: 'acme.named', run: () => { throw new TaskFailure('Mine', 'no', { retryable: false }) } });
export default defineTask({ run: () => 'default' });
export const helper = () => 1;`;
const DAG = `import { defineDag } from 'continuo/sdk';
export default [1, 2].map((n) => defineDag({ id: 'made_' + n, tasks: { t: { type: 'empty' } } }));`;

describe('loadUserCode', () => {
  it('finds timetables beside tasks, and calendars', async () => {
    await put({
      'continuo.config.ts': `export default { handlers: ['tasks/*.ts'], calendars: { nyse: { holidays: ['2026-12-25'] }, all: { workdays: ['sun', 'sat'] } } }`,
      'tasks/finance.ts': `import { defineTask, defineTimetable } from 'continuo/sdk';
export const quarters = defineTimetable({ next: () => ({ start: '2026-04-01' }) });
export const sum = defineTask({ run: () => 1 });`,
      'tasks/only.ts': `import { defineTimetable } from 'continuo/sdk';
export default defineTimetable({ name: 'finance.quarters', next: () => null });`,
    });
    const code = await load();
    expect(code.timetables.map(({ name, path }) => [name, path])).toEqual([['finance.quarters', 'tasks/finance.ts']]);
    expect(code.handlers.map(({ name }) => name)).toEqual(['finance.sum']);
    expect(code.errors).toEqual([
      { path: 'tasks/only.ts', message: 'handler "finance.quarters" is defined in tasks/finance.ts already' },
    ]);
    expect(Object.fromEntries(code.calendars)).toEqual({
      nyse: { workdays: [1, 2, 3, 4, 5], holidays: ['2026-12-25'] },
      all: { workdays: [0, 6], holidays: [] },
    });
  });

  it.each([
    ['workdays', `{ nyse: { workdays: ['monday'] } }`],
    ['holidays', `{ nyse: { holidays: ['2026-02-30'] } }`],
  ])('tells of a calendar with bad %s', async (key, calendars) => {
    await put({ 'continuo.config.ts': `export default { calendars: ${calendars} }` });
    expect((await load()).errors).toEqual([
      { path: 'continuo.config.ts', message: expect.stringContaining(`calendars.nyse.${key}.0`) as string },
    ]);
  });

  it('finds what continuo.config.ts names', async () => {
    await put({
      'continuo.config.ts': CONFIG,
      'operators/upload.ts': UPLOAD,
      'tasks/weather.ts': WEATHER,
      'tasks/weather.spec.ts': 'throw new Error("specs are not loaded")',
      'lib/factor.ts': 'export const FACTOR: number = 3;',
      'dags/a.yaml': 'id: a\n',
      'dags/deep/b.json': '{"id": "b"}',
      'dags/made.ts': DAG,
    });
    const code = await load();
    expect(code.errors).toEqual([]);
    expect(code.handlers.map(({ name }) => name).sort()).toEqual(['acme.named', 'weather', 'weather.scale']);
    expect(code.operators.map(({ type }) => type)).toEqual(['acme.upload']);
    expect(code.fileRoots).toEqual([join(root, 'data'), '/srv']);
    expect(code.dagFiles.map(({ path, documents }) => [path, documents.map(({ format }) => format)])).toEqual([
      ['dags/a.yaml', ['yaml']],
      ['dags/deep/b.json', ['json']],
      ['dags/made.ts', ['json', 'json']],
    ]);
    expect(code.dagFiles[2]?.documents.map(({ text }) => JSON.parse(text) as unknown)).toMatchObject([
      { id: 'made_1' },
      { id: 'made_2' },
    ]);
  });

  it('gives functions and operators that run, with this very sdk', async () => {
    await put({
      'continuo.config.ts': CONFIG,
      'operators/upload.ts': UPLOAD,
      'tasks/weather.ts': WEATHER,
      'lib/factor.ts': 'export const FACTOR = 3;',
    });
    const registry = createRegistry({ builtin: builtinOperators, user: await load() });
    const run = async (type: string, given: object) => {
      const operator = registry.operator(type);
      return operator && (await runOperator(operator, testContext(), given)).value;
    };
    expect(await run('ts', { handler: 'weather.scale', args: { n: 2 } })).toBe(6);
    expect(await run('acme.upload', { n: 2 })).toBe(4);
    await expect(run('ts', { handler: 'acme.named' })).rejects.toMatchObject({
      name: 'Mine',
      options: { retryable: false },
    });
  });

  it('is empty without a configuration', async () => {
    expect(await load()).toMatchObject({ handlers: [], operators: [], dagFiles: [], errors: [], fileRoots: null });
    expect((await load()).codeVersion).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe('loadUserCode: mistakes', () => {
  it('are listed with path and message, and hide nothing else', async () => {
    await put({
      'continuo.config.ts': `export default { dags: ['dags/*'], handlers: ['tasks/*.ts', 'tasks/gone.ts'], operators: ['operators/*.ts'] };`,
      'tasks/good.ts': `import { defineTask } from 'continuo/sdk'; export const one = defineTask({ run: () => 1 });`,
      'tasks/none.ts': 'export const x = 1;',
      'tasks/syntax.ts': 'const x: = 3;',
      'tasks/throws.ts': 'throw new RangeError("too far");',
      'tasks/import.ts': `import { gone } from './nowhere.js'; export const x = gone();`,
      'tasks/twice.ts': `import { defineTask } from 'continuo/sdk'; export const a = defineTask({ name: 'good.one', run: () => 1 });`,
      'operators/bash.ts': UPLOAD.replace('acme.upload', 'bash'),
      'operators/schema.ts': UPLOAD.replace(`'acme.upload'`, `'acme upload'`),
      'dags/empty.ts': 'export default {};',
      'dags/good.yaml': 'id: [',
    });
    const code = await load();
    expect(code.handlers.map(({ name }) => name)).toEqual(['good.one']);
    expect(code.dagFiles.map(({ path }) => path)).toEqual(['dags/good.yaml']);
    const errors = Object.fromEntries(code.errors.map(({ path, message }) => [path, message]));
    expect(errors).toMatchObject({
      'tasks/gone.ts': expect.stringContaining('no such file'),
      'tasks/none.ts': expect.stringContaining('exports no handler'),
      'tasks/syntax.ts': expect.stringContaining('1:'),
      'tasks/throws.ts': 'RangeError: too far',
      'tasks/import.ts': expect.stringContaining('nowhere'),
      'tasks/twice.ts': 'handler "good.one" is defined in tasks/good.ts already',
      'operators/bash.ts': 'operator "bash" is defined in Continuo already',
      'operators/schema.ts': expect.stringContaining('operator type "acme upload"'),
      'dags/empty.ts': expect.stringContaining('exports no DAG'),
    });
    expect(Object.keys(errors)).toHaveLength(9);
  });

  it('in the configuration are named', async () => {
    await put({ 'continuo.config.ts': `export default { dag: ['x'], handlers: 'y' };` });
    expect((await load()).errors).toEqual([
      { path: 'continuo.config.ts', message: expect.stringMatching(/handlers: .*dag/s) as string },
    ]);
    await put({ 'continuo.config.ts': 'export const config = {};' });
    expect((await load()).errors[0]?.message).toContain('export default');
  });
});

describe('codeVersion', () => {
  it('changes with every file that is loaded, and with none that is not', async () => {
    await put({
      'continuo.config.ts': `export default { handlers: ['tasks/*.ts'] };`,
      'tasks/a.ts': `import { f } from '../lib/f.js'; import { defineTask } from 'continuo/sdk'; export const a = defineTask({ run: () => f });`,
      'lib/f.js': `export { f } from './g.mjs';`,
      'lib/g.mjs': 'export const f = 1;',
      'package.json': '{"type":"module"}',
    });
    const first = (await load()).codeVersion;
    expect(first).toMatch(/^\d+\.\d+\.\d+\+[0-9a-f]{64}$/);
    await put({ 'lib/other.ts': '1', 'README.md': 'x' });
    expect((await load()).codeVersion).toBe(first);
    const seen = new Set([first]);
    for (const path of ['continuo.config.ts', 'tasks/a.ts', 'lib/f.js', 'lib/g.mjs']) {
      await put({
        [path]: `${await (await import('node:fs/promises')).readFile(join(root, path), 'utf8')}\n// changed`,
      });
      seen.add((await load()).codeVersion);
    }
    expect(seen.size).toBe(5);
  });

  it('is the same wherever the project lies, and new code runs after a change', async () => {
    const files = {
      'continuo.config.ts': `export default { handlers: ['tasks/*.ts'] };`,
      'tasks/a.ts': `import { defineTask } from 'continuo/sdk'; import { n } from './n'; export const a = defineTask({ run: () => n });`,
      'tasks/n.ts':
        'export const n = 1; import { defineTask } from "continuo/sdk"; export const m = defineTask({ run: () => 0 });',
    };
    await put(files);
    const here = (await load()).codeVersion;
    await rm(root, { recursive: true });
    root = await realpath(await mkdtemp(join(tmpdir(), 'project-')));
    await put(files);
    expect((await load()).codeVersion).toBe(here);
    await put({ 'tasks/n.ts': files['tasks/n.ts'].replace('n = 1', 'n = 2') });
    const changed = await load();
    expect(changed.codeVersion).not.toBe(here);
    const handler = changed.handlers.find(({ name }) => name === 'a.a')?.handler;
    expect(await handler?.run(testContext(), null)).toBe(2);
  });
});
