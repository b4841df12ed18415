import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { refusalFailure } from '../client/api-errors.js';
import { CliFailure } from '../cli-failure.js';
import { EXIT } from '../exit-code.js';
import { plainLine } from '../format/plain-text.js';
import { type Cli, type Handler, mutationFields, type MutationOptions } from '../invocation.js';
import { type ApiToken, CREATE_TOKEN } from './tokens.operations.js';

interface Options extends MutationOptions {
  readonly permission: readonly string[];
  readonly expiresIn?: string;
  readonly output?: string;
}

export const createToken: Handler<readonly [name: string], Options> = async (cli, [name], options) => {
  const file = options.output === undefined ? null : await newFile(cli, options.output);
  try {
    const { token, secret } = await create(cli, name, options);
    await file?.writeFile(`${secret}\n`);
    report(cli, token, options.output === undefined ? secret : null);
    return EXIT.ok;
  } finally {
    await file?.close();
  }
};

/** Opened before the token is made: a secret that could not be written would be lost. */
async function newFile(cli: Cli, name: string): Promise<Awaited<ReturnType<typeof open>>> {
  const path = resolve(cli.io.cwd, name);
  return await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EEXIST' ? 'exists already' : `cannot be written (${error.code ?? error.message})`;
    throw new CliFailure(EXIT.usage, 'USAGE', `--output: ${path} ${why}`);
  });
}

async function create(cli: Cli, name: string, options: Options): Promise<{ token: ApiToken; secret: string }> {
  const { permission, expiresIn } = options;
  const expiry = expiresIn === undefined ? {} : { expiresIn };
  const input = { name, permissions: [...new Set(permission)], ...expiry, ...mutationFields(options) };
  const { createToken: result } = await cli.client.execute(CREATE_TOKEN, { input });
  if (result.__typename !== 'TokenCreated') throw refusalFailure(result);
  return result;
}

function report({ out }: Cli, token: ApiToken, secret: string | null): void {
  if (out.json) return out.document(secret === null ? token : { ...token, secret });
  out.note(`token ${plainLine(token.name)} (${token.id}): ${token.permissions.join(', ').toLowerCase()}`);
  if (secret === null) return;
  out.note('this is its secret; it is not shown again:');
  out.line(secret);
}
