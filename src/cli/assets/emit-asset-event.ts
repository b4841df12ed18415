import { refusalFailure } from '../client/api-errors.js';
import { EXIT } from '../exit-code.js';
import { plainLine } from '../format/plain-text.js';
import { type Handler, mutationFields, type MutationOptions } from '../invocation.js';
import { jsonArgument } from '../json-argument.js';
import { EMIT } from './assets.operations.js';

interface Options extends MutationOptions {
  readonly extra?: string;
  readonly partition?: string;
}

export const emitAssetEvent: Handler<readonly [asset: string], Options> = async (cli, [asset], options) => {
  const { extra, partition } = options;
  const input = {
    asset,
    ...(extra === undefined ? {} : { extra: await jsonArgument(cli.io, '--extra', extra) }),
    ...(partition === undefined ? {} : { partition }),
    ...mutationFields(options),
  };
  const { emitAssetEvent: result } = await cli.client.execute(EMIT, { input });
  if (result.__typename !== 'AssetEventEmitted') throw refusalFailure(result);
  if (cli.out.json) cli.out.document(result.event);
  else cli.out.line(`${plainLine(result.event.asset)} is updated (${plainLine(result.event.id)})`);
  return EXIT.ok;
};
