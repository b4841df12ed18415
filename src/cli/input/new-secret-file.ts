import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CliFailure } from '../cli-failure.js';
import { EXIT } from '../exit-code.js';
import type { Cli } from '../invocation.js';

/** A new file that only its owner can read. To be opened before the secret is made: one that could not be written would be lost. */
export async function newSecretFile(cli: Cli, name: string): Promise<Awaited<ReturnType<typeof open>>> {
  const path = resolve(cli.io.cwd, name);
  return await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EEXIST' ? 'exists already' : `cannot be written (${error.code ?? error.message})`;
    throw new CliFailure(EXIT.usage, 'USAGE', `--output: ${path} ${why}`);
  });
}
