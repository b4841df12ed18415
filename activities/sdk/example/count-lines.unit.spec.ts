import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { runOperator, testContext } from '../testing/index.js';
import { countLines } from './count-lines.js';

describe('acme.countLines', () => {
  it('counts, and fails when there are too few', async () => {
    await writeFile('/tmp/three.txt', 'a\nb\nc\n');
    const context = testContext({ roots: ['/tmp'] });
    expect(await runOperator(countLines, context, { path: 'three.txt' })).toEqual({ value: 3 });
    expect(context.lines[0]?.text).toBe('three.txt has 3 lines');
    const failure = runOperator(countLines, context, { path: 'three.txt', atLeast: 4 });
    await expect(failure).rejects.toMatchObject({ type: 'TooFewLines' });
  });
});
