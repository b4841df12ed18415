import { execFileSync } from 'node:child_process';
import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runOperator, testContext } from '../../sdk/testing/index.js';
import { python } from './python.js';

const { PATH, CONTINUO_CACHE } = process.env;
afterAll(() => {
  process.env['PATH'] = PATH;
  if (CONTINUO_CACHE === undefined) delete process.env['CONTINUO_CACHE'];
  else process.env['CONTINUO_CACHE'] = CONTINUO_CACHE;
});

describe('python: requirements without uv', () => {
  it('are installed into a virtual environment once', async () => {
    const root = await realpath(await mkdtemp(join(tmpdir(), 'venv-')));
    process.env['CONTINUO_CACHE'] = join(root, 'cache');
    process.env['PATH'] = (PATH ?? '')
      .split(delimiter)
      .filter((folder) => !hasUv(folder))
      .join(delimiter);
    const given = { script: 'import greeter\nprint(greeter.WORD)', requirements: [await makeWheel(root)] };
    const installs: number[] = [];
    for (let i = 0; i < 2; i += 1) {
      const context = testContext({ roots: [root] });
      expect((await runOperator(python, context, given)).value).toBe('hello');
      installs.push(context.lines.filter(({ text }) => text.startsWith('installing')).length);
    }
    expect(installs).toEqual([1, 0]);
  });

  it('that cannot be installed fail the task with what pip says', async () => {
    const root = await realpath(await mkdtemp(join(tmpdir(), 'venv-')));
    process.env['CONTINUO_CACHE'] = join(root, 'cache');
    const given = { script: 'print(1)', requirements: [join(root, 'missing-1.0-py3-none-any.whl')] };
    const failure = runOperator(python, testContext({ roots: [root] }), given);
    await expect(failure).rejects.toMatchObject({
      name: 'PythonRequirements',
      message: expect.stringContaining('missing-1.0'),
    });
  });
});

const hasUv = (folder: string): boolean => {
  try {
    execFileSync('test', ['-x', join(folder, 'uv')]);
    return true;
  } catch {
    return false;
  }
};

/** A package that needs no network: a wheel is a zip with three files. */
async function makeWheel(folder: string): Promise<string> {
  const path = join(folder, 'greeter-1.0-py3-none-any.whl');
  const source = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as z:
    z.writestr("greeter.py", "WORD = 'hello'\\n")
    z.writestr("greeter-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: greeter\\nVersion: 1.0\\n")
    z.writestr("greeter-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    z.writestr("greeter-1.0.dist-info/RECORD", "greeter.py,,\\ngreeter-1.0.dist-info/METADATA,,\\ngreeter-1.0.dist-info/WHEEL,,\\ngreeter-1.0.dist-info/RECORD,,\\n")
`;
  execFileSync('python3', ['-c', source, path]);
  return path;
}
