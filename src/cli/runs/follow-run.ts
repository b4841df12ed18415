import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '../client/operation.js';
import type { Cli } from '../invocation.js';
import type { RunSummary } from './runs.operations.js';
import { hasEnded } from './run-end.js';

const BETWEEN_SUBSCRIPTIONS_MS = 500;

/** The run now, then each change, until it has ended. Goes on across restarts of the service. */
export async function* followRun<Run extends RunSummary>(
  cli: Cli,
  id: string,
  operation: Operation<{ dagRunChanged: Run }, { id: string }>,
): AsyncGenerator<Run, void, void> {
  const { subscribe } = await import('../client/subscribe.js');
  const options = {
    address: cli.client.address,
    variables: () => ({ id }),
    onLost: () => cli.out.note('connection lost: trying again until the service is back'),
    onBack: () => cli.out.note('connected again'),
  };
  for (;;) {
    for await (const { dagRunChanged } of subscribe(operation, options)) {
      yield dagRunChanged;
      if (hasEnded(dagRunChanged)) return;
    }
    // a service that stops may complete its subscriptions first
    await sleep(BETWEEN_SUBSCRIPTIONS_MS);
  }
}
