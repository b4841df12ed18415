import { refusalFailure } from '../client/api-errors.js';
import type { Operation } from '../client/operation.js';
import { EXIT } from '../exit-code.js';
import { type Handler, mutationFields, type MutationOptions } from '../invocation.js';
import {
  CANCEL_BACKFILL,
  type ChangeResult,
  type ChangeVariables,
  PAUSE_BACKFILL,
  RESUME_BACKFILL,
} from './backfills.operations.js';
import { stateLine } from './print-backfill.js';

type Change = Handler<readonly [id: string], MutationOptions>;

const changeWith =
  (operation: Operation<{ result: ChangeResult }, ChangeVariables>): Change =>
  async (cli, [id], options) => {
    const { result } = await cli.client.execute(operation, { id, ...mutationFields(options) });
    if (result.__typename !== 'BackfillChanged') throw refusalFailure(result);
    const { backfill } = result;
    if (cli.out.json) cli.out.document(backfill);
    else cli.out.line(`${backfill.id}  ${stateLine(backfill)}`);
    return EXIT.ok;
  };

export const pauseBackfill = changeWith(PAUSE_BACKFILL);
export const resumeBackfill = changeWith(RESUME_BACKFILL);
export const cancelBackfill = changeWith(CANCEL_BACKFILL);
