import { EXIT } from '../exit-code.js';
import { instantText } from '../format/instant-text.js';
import type { Cli, Handler } from '../invocation.js';
import { type AssetHookInfo, LIST_HOOKS } from './hooks.operations.js';

export const listHooks: Handler<readonly [asset: string | undefined], unknown> = async (cli, [asset]) => {
  const { assetHooks } = await cli.client.execute(LIST_HOOKS, { asset: asset ?? null });
  if (cli.out.json) cli.out.document(assetHooks);
  else printHooks(cli, assetHooks);
  return EXIT.ok;
};

function printHooks({ out }: Cli, hooks: readonly AssetHookInfo[]): void {
  if (hooks.length === 0) return out.note('no hook');
  out.table(
    ['ID', 'ASSET', 'PATH', 'CREATED', 'BY', 'LAST SEEN', 'DESCRIPTION'],
    hooks.map((hook) => [
      ...[hook.id, hook.asset, hook.path, instantText(hook.createdAt), hook.createdBy.name],
      ...[instantText(hook.lastSeenAt) || 'never', hook.description ?? ''],
    ]),
  );
}
