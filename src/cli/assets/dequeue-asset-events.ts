import { refusalFailure } from '../client/api-errors.js';
import { EXIT } from '../exit-code.js';
import { plainLine } from '../format/plain-text.js';
import { type Handler, mutationFields, type MutationOptions } from '../invocation.js';
import { DEQUEUE } from './assets.operations.js';

interface Options extends MutationOptions {
  readonly asset?: string;
}

export const dequeueAssetEvents: Handler<readonly [dagId: string], Options> = async (cli, [dagId], options) => {
  const input = { dagId, asset: options.asset ?? null, ...mutationFields(options) };
  const { deleteQueuedAssetEvents: result } = await cli.client.execute(DEQUEUE, { input });
  if (result.__typename !== 'QueuedAssetEventsDeleted') throw refusalFailure(result);
  if (cli.out.json) cli.out.document({ dagId: result.dagId, deleted: result.deleted });
  else cli.out.line(`${plainLine(result.dagId)}: ${result.deleted} taken away`);
  return EXIT.ok;
};
