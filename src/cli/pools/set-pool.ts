import { counted } from '../../domain/runs/explain/words.js';
import { refusalFailure } from '../client/api-errors.js';
import { EXIT } from '../exit-code.js';
import { plainLine } from '../format/plain-text.js';
import { type Handler, mutationFields, type MutationOptions } from '../invocation.js';
import { SET_POOL } from './pools.operations.js';

interface Options extends MutationOptions {
  readonly includeDeferred?: boolean;
  readonly description?: string;
}

export const setPool: Handler<readonly [name: string, slots: number], Options> = async (
  cli,
  [name, slots],
  options,
) => {
  const { includeDeferred = false, description = null } = options;
  const input = { name, slots, includeDeferred, description, ...mutationFields(options) };
  const { setPool: result } = await cli.client.execute(SET_POOL, { input });
  if (result.__typename !== 'PoolSaved') throw refusalFailure(result);
  if (cli.out.json) cli.out.document(result.pool);
  else cli.out.line(`pool ${plainLine(result.pool.name)} has ${slotsText(result.pool.slots)}`);
  return EXIT.ok;
};

const slotsText = (slots: number): string => (slots < 0 ? 'no limit' : counted(slots, 'slot'));
