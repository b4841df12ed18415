import { reportDeleted } from '../connections/report-deleted.js';
import { type Handler, mutationFields, type MutationOptions } from '../invocation.js';
import { DELETE_POOL } from './pools.operations.js';

export const deletePool: Handler<readonly [name: string], MutationOptions> = async (cli, [name], options) => {
  const { deletePool: result } = await cli.client.execute(DELETE_POOL, { name, ...mutationFields(options) });
  return reportDeleted(cli, result, 'deleted');
};
