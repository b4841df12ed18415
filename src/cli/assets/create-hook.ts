import { refusalFailure } from '../client/api-errors.js';
import { EXIT } from '../exit-code.js';
import { plainLine } from '../format/plain-text.js';
import { newSecretFile } from '../input/new-secret-file.js';
import { type Cli, type Handler, mutationFields, type MutationOptions } from '../invocation.js';
import { type AssetHookInfo, CREATE_HOOK } from './hooks.operations.js';

interface Options extends MutationOptions {
  readonly description?: string;
  readonly output?: string;
}

export const createHook: Handler<readonly [asset: string], Options> = async (cli, [asset], options) => {
  const file = options.output === undefined ? null : await newSecretFile(cli, options.output);
  try {
    const input = { asset, description: options.description ?? null, ...mutationFields(options) };
    const { createAssetHook: result } = await cli.client.execute(CREATE_HOOK, { input });
    if (result.__typename !== 'AssetHookCreated') throw refusalFailure(result);
    await file?.writeFile(`${result.secret}\n`);
    report(cli, result.hook, file === null ? result.secret : null);
    return EXIT.ok;
  } finally {
    await file?.close();
  }
};

function report({ out }: Cli, hook: AssetHookInfo, secret: string | null): void {
  if (out.json) return out.document(secret === null ? hook : { ...hook, secret });
  out.note(`hook ${hook.id} of ${plainLine(hook.asset)}: post to ${hook.path}`);
  if (secret === null) return;
  out.note('this is the secret that signs; it is not shown again:');
  out.line(secret);
}
