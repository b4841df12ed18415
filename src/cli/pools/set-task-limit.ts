import { refusalFailure } from '../client/api-errors.js';
import { EXIT } from '../exit-code.js';
import { type Handler, mutationFields, type MutationOptions } from '../invocation.js';
import { SET_TASK_LIMIT } from './pools.operations.js';

export const setTaskLimit: Handler<readonly [slots: number | null], MutationOptions> = async (
  cli,
  [slots],
  options,
) => {
  const input = { slots, ...mutationFields(options) };
  const { setTaskLimit: result } = await cli.client.execute(SET_TASK_LIMIT, { input });
  if (result.__typename !== 'TaskLimitSaved') throw refusalFailure(result);
  if (cli.out.json) cli.out.document({ slots: result.slots });
  else if (result.slots === null) cli.out.line('no limit over all pools');
  else cli.out.line(`at most ${result.slots} task instances run at once, over all pools`);
  return EXIT.ok;
};
