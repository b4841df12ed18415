import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runOperator, testContext } from '../../sdk/testing/index.js';
import { python } from './python.js';

let root = '';
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'python-')));
});

/** The interpreter itself: a version manager's shim in front of it costs more than the tests. */
const interpreter = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();

const run = async (given: object, context = testContext({ roots: [root, tmpdir()] })) =>
  (await runOperator(python, context, { python: interpreter, ...given })).value;

async function file(source: string): Promise<string> {
  const path = join(root, `module_${Math.random().toString(36).slice(2)}.py`);
  await writeFile(path, source);
  return path;
}

describe('python: a function of a file', () => {
  it('gets args by keyword or by position and returns JSON; prints stay in the log', async () => {
    const path = await file(
      'def add(a, b=1):\n    print("adding", a)\n    return {"sum": a + b, "list": (1, None, "ä")}\n',
    );
    const context = testContext({ roots: [root] });
    expect(await run({ file: path, function: 'add', args: { a: 2, b: 3 } }, context)).toEqual({
      sum: 5,
      list: [1, null, 'ä'],
    });
    expect(context.lines).toEqual([{ stream: 'stdout', text: 'adding 2' }]);
    expect(await run({ file: path, function: 'add', args: [4] })).toMatchObject({ sum: 5 });
  });

  it('sees its neighbours, may be async, and may return nothing or a date', async () => {
    await writeFile(join(root, 'neighbour.py'), 'VALUE = 7\n');
    const path = await file(
      'import datetime\nfrom neighbour import VALUE\nasync def get():\n    return VALUE\ndef nothing():\n    pass\ndef day():\n    return datetime.date(2026, 1, 31)\n',
    );
    expect(await run({ file: path, function: 'get' })).toBe(7);
    expect(await run({ file: path, function: 'nothing' })).toBeNull();
    expect(await run({ file: path, function: 'day' })).toBe('2026-01-31');
  });

  it('fails under the name of the exception, with the traceback in the log', async () => {
    const path = await file(
      'class RateLimited(Exception):\n    pass\ndef get():\n    raise RateLimited("slow down")\n',
    );
    const context = testContext({ roots: [root] });
    await expect(run({ file: path, function: 'get' }, context)).rejects.toMatchObject({
      name: 'RateLimited',
      message: 'slow down',
    });
    expect(context.lines.map(({ text }) => text).join('\n')).toContain('line 4, in get');
  });

  it('skips, exits, and refuses what is no JSON or not there', async () => {
    const path = await file(
      'import sys\nfrom continuo import SkipTask\ndef skip():\n    raise SkipTask("no data")\ndef leave():\n    print("why", file=sys.stderr)\n    sys.exit(4)\ndef bad():\n    return object()\n',
    );
    await expect(run({ file: path, function: 'skip' })).rejects.toMatchObject({
      code: 'SKIP_TASK',
      message: 'no data',
    });
    await expect(run({ file: path, function: 'leave' })).rejects.toThrow('Python exited with code 4:\nwhy');
    await expect(run({ file: path, function: 'bad' })).rejects.toMatchObject({
      name: 'BadReturnValue',
      options: { retryable: false },
    });
    await expect(run({ file: path, function: 'gone' })).rejects.toMatchObject({ name: 'NoSuchFunction' });
    await expect(run({ file: '/etc/hostname', function: 'x' })).rejects.toMatchObject({ name: 'PathNotAllowed' });
  });
});

describe('python: a script', () => {
  it('gives its last line, as JSON when it is JSON', async () => {
    expect(await run({ script: 'print("start")\nprint(args["n"] * 2)', args: { n: 21 } })).toBe(42);
    expect(await run({ script: 'import json\nprint(json.dumps({"a": [1]}))' })).toEqual({ a: [1] });
    expect(await run({ script: 'print("plain text")' })).toBe('plain text');
    expect(await run({ script: 'x = 1' })).toBeUndefined();
  });

  it('fails under the name of the exception and for a syntax error', async () => {
    await expect(run({ script: 'open("/nowhere/file")' })).rejects.toMatchObject({ name: 'FileNotFoundError' });
    await expect(run({ script: 'def (' })).rejects.toMatchObject({ name: 'SyntaxError' });
  });

  it('leaves nothing behind', async () => {
    const exchange = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('continuo-python-')).length;
    const before = await exchange();
    await run({ script: 'print(1)' });
    expect(await exchange()).toBe(before);
  });

  it('ends with the cancel', async () => {
    const context = testContext({ graceMs: 200 });
    const running = run({ script: 'import time\nprint("up")\ntime.sleep(60)' }, context);
    const settled = expect(running).rejects.toThrow('cancelled by the test');
    await expect.poll(() => context.lines.length).toBe(1);
    context.abort();
    await settled;
  });
});

describe('python: requirements', () => {
  const { PATH } = process.env;
  afterEach(() => {
    process.env['PATH'] = PATH;
  });

  it('are given to uv when it is on PATH', async () => {
    const bin = join(root, 'bin');
    await mkdir(bin, { recursive: true });
    await writeFile(
      join(bin, 'uv'),
      '#!/bin/sh\necho "uv $*" >&2\nwhile [ "$1" != python ]; do shift; done\nshift\nexec python3 "$@"\n',
    );
    await chmod(join(bin, 'uv'), 0o755);
    process.env['PATH'] = `${bin}${delimiter}${PATH ?? ''}`;
    const context = testContext({ roots: [root] });
    expect(await run({ script: 'print(1)', requirements: ['pandas==2.2.0'], python: '3.12' }, context)).toBe(1);
    expect(context.lines[0]?.text).toContain(
      'uv run --quiet --no-project --python 3.12 --with pandas==2.2.0 python -u ',
    );
  });

  it('are refused when they are options of the installer', async () => {
    await expect(run({ script: 'x', requirements: ['--index-url=http://evil.test'] })).rejects.toThrow(
      'with.requirements.0',
    );
  });
});

describe('python: with', () => {
  it('takes a script, or a file with a function', async () => {
    await expect(run({})).rejects.toThrow('give "script" or "file"');
    await expect(run({ script: 'x', file: 'y', function: 'z' })).rejects.toThrow('give only one of');
    await expect(run({ file: 'y' })).rejects.toThrow('needs "function"');
  });
});
