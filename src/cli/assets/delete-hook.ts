import { reportDeleted } from '../connections/report-deleted.js';
import { type Handler, mutationFields, type MutationOptions } from '../invocation.js';
import { DELETE_HOOK } from './hooks.operations.js';

export const deleteHook: Handler<readonly [id: string], MutationOptions> = async (cli, [id], options) => {
  const { deleteAssetHook: result } = await cli.client.execute(DELETE_HOOK, { id, ...mutationFields(options) });
  return reportDeleted(cli, result, 'is deleted');
};
