import { reportDeleted } from '../connections/report-deleted.js';
import { type Handler, mutationFields, type MutationOptions } from '../invocation.js';
import { REVOKE_TOKEN } from './tokens.operations.js';

export const revokeToken: Handler<readonly [id: string], MutationOptions> = async (cli, [id], options) => {
  const { revokeToken: result } = await cli.client.execute(REVOKE_TOKEN, { id, ...mutationFields(options) });
  return reportDeleted(cli, result, 'is revoked');
};
