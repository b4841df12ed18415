import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningProduct } from '../support/product/running-product.js';
import { makeClone } from '../support/readme/clone.js';
import { missingIn } from '../support/readme/looks-like.js';
import { readBlocks, type Block } from '../support/readme/read-blocks.js';
import { ShellSession } from '../support/readme/shell-session.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const blocks = readBlocks(readFileSync(`${ROOT}/README.md`, 'utf8'));

type Commands = Extract<Block, { kind: 'commands' }>;
const shownAfter = (commands: Commands): string | null => {
  const next = blocks[blocks.indexOf(commands) + 1];
  return next?.kind === 'output' ? next.text : null;
};
const all = blocks.filter((block): block is Commands => block.kind === 'commands');
const runnable = all.filter(({ notRun }) => notRun === null);

const LONGEST_BLOCK_MS = 60_000;

describe('what the README shows', () => {
  let clone = '';
  let product: RunningProduct;
  let shell: ShellSession;
  let address = '';
  /** As a reader in /home/you/continuo would see it. */
  const asShown = (output: string): string => output.replaceAll(clone, '/home/you/continuo');

  beforeAll(async () => {
    clone = makeClone(ROOT, blocks);
    product = RunningProduct.launch({ home: `${clone}/.continuo`, env: { CONTINUO_PROJECT: clone } });
    address = new URL((await product.ready(300_000)).url).host;
    const own = Object.entries(process.env).filter(([name]) => !/^(CONTINUO_|TEMPORAL_|DATABASE_URL$)/.test(name));
    shell = new ShellSession(clone, Object.fromEntries(own));
  });
  afterAll(async () => {
    await shell?.close();
    await product.stop();
    rmSync(clone, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  it('is how a start looks', () => {
    const start = all.find(({ text }) => /^npm start$/m.test(text));
    const shown = start === undefined ? null : shownAfter(start);
    expect(shown).not.toBeNull();
    expect(missingIn(asShown(product.output), `…\n${shown}\n…`)).toBeNull();
  });

  it.each(runnable)('line $line: $text', async (commands) => {
    const { code, output } = await shell.run(commands.text.replaceAll('127.0.0.1:8080', address), LONGEST_BLOCK_MS);
    expect(code, output).toBe(0);
    const shown = shownAfter(commands);
    if (shown !== null) expect(missingIn(asShown(output), shown), asShown(output)).toBeNull();
  });
});
