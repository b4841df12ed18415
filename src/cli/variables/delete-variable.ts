import { reportDeleted } from '../connections/report-deleted.js';
import { type Handler, mutationFields, type MutationOptions } from '../invocation.js';
import { DELETE_VARIABLE } from './variables.operations.js';

export const deleteVariable: Handler<readonly [name: string], MutationOptions> = async (cli, [name], options) => {
  const { deleteVariable: result } = await cli.client.execute(DELETE_VARIABLE, { name, ...mutationFields(options) });
  return reportDeleted(cli, result, 'deleted');
};
