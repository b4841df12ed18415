import { setTimeout as sleep } from 'node:timers/promises';
import type { Cli } from '../invocation.js';
import type { Operation } from './operation.js';

const BETWEEN_SUBSCRIPTIONS_MS = 500;

/** What a subscription named `changed` delivers of one thing: as it is now, then each change, until it has ended. Goes on across restarts of the service. */
export async function* follow<Thing>(
  cli: Cli,
  id: string,
  {
    operation,
    hasEnded,
  }: { operation: Operation<{ changed: Thing }, { id: string }>; hasEnded(thing: NoInfer<Thing>): boolean },
): AsyncGenerator<Thing, void, void> {
  const { subscribe } = await import('./subscribe.js');
  const options = {
    address: cli.client.address,
    variables: () => ({ id }),
    onLost: () => cli.out.note('connection lost: trying again until the service is back'),
    onBack: () => cli.out.note('connected again'),
  };
  for (;;) {
    for await (const { changed } of subscribe(operation, options)) {
      yield changed;
      if (hasEnded(changed)) return;
    }
    // a service that stops may complete its subscriptions first
    await sleep(BETWEEN_SUBSCRIPTIONS_MS);
  }
}
