import { notFound } from '../client/api-errors.js';
import { EXIT } from '../exit-code.js';
import type { Handler } from '../invocation.js';
import { SHOW_BACKFILL } from './backfills.operations.js';
import { printBackfill } from './print-backfill.js';

export const showBackfill: Handler<readonly [id: string], unknown> = async (cli, [id]) => {
  const { backfill } = await cli.client.execute(SHOW_BACKFILL, { id });
  if (backfill === null) throw notFound(`backfill ${id}`);
  printBackfill(cli, backfill);
  return EXIT.ok;
};
