import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Block } from './read-blocks.js';

const SAMPLE = 'node_modules/vega-datasets/data/seattle-weather.csv';

/** A folder that looks like a fresh clone to whoever follows the page in it, with the files that the page shows already written. */
export function makeClone(root: string, blocks: readonly Block[]): string {
  const clone = realpathSync(mkdtempSync(join(tmpdir(), 'continuo-readme-')));
  // open to pass through, as clones are: else PostgreSQL's data would lie elsewhere where root runs this
  chmodSync(clone, 0o755);
  symlinkSync(join(root, 'bin'), join(clone, 'bin'));
  cpSync(join(root, 'examples'), join(clone, 'examples'), { recursive: true });
  mkdirSync(dirname(join(clone, SAMPLE)), { recursive: true });
  copyFileSync(join(root, SAMPLE), join(clone, SAMPLE));
  symlinkSync(join(root, 'node_modules/nodemailer'), join(clone, 'node_modules/nodemailer'));
  for (const block of blocks) {
    if (block.kind !== 'file') continue;
    mkdirSync(dirname(join(clone, block.path)), { recursive: true });
    writeFileSync(join(clone, block.path), block.text);
  }
  return clone;
}
