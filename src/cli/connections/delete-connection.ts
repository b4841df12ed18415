import { type Handler, mutationFields, type MutationOptions } from '../invocation.js';
import { DELETE_CONNECTION } from './connections.operations.js';
import { reportDeleted } from './report-deleted.js';

export const deleteConnection: Handler<readonly [id: string], MutationOptions> = async (cli, [id], options) => {
  const { deleteConnection: result } = await cli.client.execute(DELETE_CONNECTION, { id, ...mutationFields(options) });
  return reportDeleted(cli, result, 'deleted');
};
