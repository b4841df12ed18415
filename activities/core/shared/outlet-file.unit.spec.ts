import { existsSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { testContext } from '../../sdk/testing/index.js';
import { runBash } from '../bash/run-bash.js';
import { bashWith } from '../bash/schema.js';
import { runPython } from '../python/run-python.js';
import { pythonWith } from '../python/schema.js';
import { OUTLETS_VARIABLE, withOutletFile } from './outlet-file.js';

const OUTLETS = [{ asset: 'orders', extra: { by: 'file' } }, { alias: 'any' }];

describe('what a process writes into the file of its outlets', () => {
  it('are updates, one a line, and the file goes away', async () => {
    const context = testContext({ outlets: OUTLETS });
    const lines = `{"asset":"orders","extra":{"rows":3},"partition":"eu"}\n\n{"asset":"found","alias":"any"}\n`;
    let path = '';
    const result = await withOutletFile(context, async (env) => {
      path = env[OUTLETS_VARIABLE] ?? '';
      await appendFile(path, lines);
      return 'done';
    });
    expect(result).toBe('done');
    expect(existsSync(path)).toBe(false);
    expect(context.updates()).toEqual([
      { asset: 'orders', extra: { by: 'file', rows: 3 }, partition: 'eu' },
      { asset: 'found', extra: {}, alias: 'any' },
    ]);
  });

  it('there is no file for a task without outlets', async () => {
    expect(await withOutletFile(testContext(), async (env) => env)).toEqual({});
  });

  it.each([
    ['no JSON', 'rows=3'],
    ['a list', '[]'],
    ['no asset', '{"extra":{}}'],
    ['an unknown key', '{"asset":"orders","rows":3}'],
    ['a partition that is no text', '{"asset":"orders","partition":3}'],
    ['an extra that is no object', '{"asset":"orders","extra":3}'],
  ])('given %s, fails for good', async (_, line) => {
    const context = testContext({ outlets: OUTLETS });
    const writing = withOutletFile(context, (env) => appendFile(env[OUTLETS_VARIABLE] ?? '', line));
    await expect(writing).rejects.toMatchObject({ type: 'BadOutlet', options: { retryable: false } });
  });

  it('bash and python know it', async () => {
    const line = `{"asset":"orders","extra":{"rows":3}}`;
    const updates = [{ asset: 'orders', extra: { by: 'file', rows: 3 } }];
    const bash = testContext({ outlets: OUTLETS });
    await runBash(bash, bashWith.parse({ command: `echo '${line}' >> "$${OUTLETS_VARIABLE}"` }));
    expect(bash.updates()).toEqual(updates);
    const python = testContext({ outlets: OUTLETS });
    const script = `import os\nopen(os.environ['${OUTLETS_VARIABLE}'], 'a').write('${line}')`;
    await runPython(python, pythonWith.parse({ script }));
    expect(python.updates()).toEqual(updates);
  });
});
