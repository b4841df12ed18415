import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const textOf = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), 'utf8');

describe('the README of the SDK', () => {
  it('shows the example as it is', async () => {
    const readme = await textOf('../README.md');
    expect(readme).toContain((await textOf('count-lines.ts')).replace(`'../index.js'`, `'continuo/sdk'`));
    const spec = (await textOf('count-lines.unit.spec.ts')).replace(`'../testing/index.js'`, `'continuo/sdk/testing'`);
    expect(readme).toContain(spec);
  });
});
