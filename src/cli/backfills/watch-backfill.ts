import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT } from '../exit-code.js';
import type { Cli, Handler } from '../invocation.js';
import { type BackfillInfo, WATCH_BACKFILL } from './backfills.operations.js';
import { progressText } from './print-backfill.js';

const BETWEEN_SUBSCRIPTIONS_MS = 500;

/** A line for each change, JSON lines with --json. Ends with the backfill. */
export const watchBackfill: Handler<readonly [id: string], unknown> = async (cli, [id]) => {
  let latest: BackfillInfo | null = null;
  for await (const backfill of follow(cli, id)) {
    latest = backfill;
    if (cli.out.json) cli.out.jsonLine(backfill);
    else cli.out.line(`${backfill.state}  ${progressText(backfill)}`);
  }
  return latest !== null && latest.state === 'COMPLETED' && latest.failed === 0 ? EXIT.ok : EXIT.failed;
};

/** The backfill now, then each change, until it has ended. Goes on across restarts of the service. */
async function* follow(cli: Cli, id: string): AsyncGenerator<BackfillInfo, void, void> {
  const { subscribe } = await import('../client/subscribe.js');
  const options = {
    address: cli.client.address,
    variables: () => ({ id }),
    onLost: () => cli.out.note('connection lost: trying again until the service is back'),
    onBack: () => cli.out.note('connected again'),
  };
  for (;;) {
    for await (const { backfillChanged } of subscribe(WATCH_BACKFILL, options)) {
      yield backfillChanged;
      if (backfillChanged.endedAt !== null) return;
    }
    // a service that stops may complete its subscriptions first
    await sleep(BETWEEN_SUBSCRIPTIONS_MS);
  }
}
