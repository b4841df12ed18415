import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { packageVersion } from './package-version.js';

/** Version of Continuo, and, where the project has code, the hash of its files: names relative to the project, and contents. */
export async function codeVersionOf(directory: string, files: readonly string[]): Promise<string> {
  if (files.length === 0) return packageVersion();
  const hash = createHash('sha256');
  for (const file of [...files].sort()) {
    const content = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    hash.update(`${relative(directory, file).split(sep).join('/')}\0${content}\n`);
  }
  return `${packageVersion()}+${hash.digest('hex')}`;
}
