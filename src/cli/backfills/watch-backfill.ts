import { follow } from '../client/follow.js';
import { EXIT } from '../exit-code.js';
import type { Handler } from '../invocation.js';
import { type BackfillInfo, WATCH_BACKFILL } from './backfills.operations.js';
import { stateLine } from './print-backfill.js';

const BACKFILL = { operation: WATCH_BACKFILL, hasEnded: ({ endedAt }: BackfillInfo) => endedAt !== null };

/** A line for each change, JSON lines with --json. Ends with the backfill. */
export const watchBackfill: Handler<readonly [id: string], unknown> = async (cli, [id]) => {
  let latest: BackfillInfo | null = null;
  for await (const backfill of follow(cli, id, BACKFILL)) {
    latest = backfill;
    if (cli.out.json) cli.out.jsonLine(backfill);
    else cli.out.line(stateLine(backfill));
  }
  return latest !== null && latest.state === 'COMPLETED' && latest.failed === 0 ? EXIT.ok : EXIT.failed;
};
