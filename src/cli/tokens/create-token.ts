import { refusalFailure } from '../client/api-errors.js';
import { EXIT } from '../exit-code.js';
import { plainLine } from '../format/plain-text.js';
import { newSecretFile } from '../input/new-secret-file.js';
import { type Cli, type Handler, mutationFields, type MutationOptions } from '../invocation.js';
import { type ApiToken, CREATE_TOKEN } from './tokens.operations.js';

interface Options extends MutationOptions {
  readonly permission: readonly string[];
  readonly expiresIn?: string;
  readonly output?: string;
}

export const createToken: Handler<readonly [name: string], Options> = async (cli, [name], options) => {
  const file = options.output === undefined ? null : await newSecretFile(cli, options.output);
  try {
    const { token, secret } = await create(cli, name, options);
    await file?.writeFile(`${secret}\n`);
    report(cli, token, options.output === undefined ? secret : null);
    return EXIT.ok;
  } finally {
    await file?.close();
  }
};

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
