import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CliFailure } from './cli-failure.js';
import { EXIT } from './exit-code.js';
import type { Io } from './io.js';

/**
 * JSON as it stands on the command line, or of a file as @file.
 * @param option its name, for messages; the value is not shown, it may be secret
 */
export async function jsonArgument(io: Pick<Io, 'cwd'>, option: string, text: string): Promise<unknown> {
  const source = text.startsWith('@') ? await readArgumentFile(io, option, text.slice(1)) : text;
  try {
    return JSON.parse(source) as unknown;
  } catch {
    throw new CliFailure(EXIT.usage, 'USAGE', `${option}: not JSON; write it like '{"days": 3}' or @file.json`);
  }
}

async function readArgumentFile(io: Pick<Io, 'cwd'>, option: string, name: string): Promise<string> {
  const path = resolve(io.cwd, name);
  return await readFile(path, 'utf8').catch(() => {
    throw new CliFailure(EXIT.usage, 'USAGE', `${option}: ${path} cannot be read`);
  });
}
