import { CliFailure } from '../../cli-failure.js';
import { subscribe } from '../../client/subscribe.js';
import type { Cli } from '../../invocation.js';
import { hasEnded } from '../run-end.js';
import { FOLLOW_LOG } from '../runs.operations.js';
import { type LogPage, type LogPlace, readLog } from './read-log.js';
import { type Waker, waker } from './waker.js';

/** A look at the log without a sign: the task may have ended, or the sign may have been lost. */
const LOOK_AGAIN_MS = 2_000;
const PATIENCE_MS = 10 * 60_000;

const FINISHED = ['SUCCESS', 'FAILED', 'SKIPPED', 'UPSTREAM_FAILED', 'REMOVED'];

/**
 * The log's pages from the place on, through later tries, until the task has finished. What the subscription delivers is only a sign to look:
 * its lines do not say of which try they are, and after a lost connection that matters.
 */
export async function* followLog(cli: Cli, place: LogPlace): AsyncGenerator<LogPage, void, void> {
  const sign = waker();
  const stop = new AbortController();
  const broken = watchSigns(cli, place, sign, stop.signal);
  try {
    for (let unreachableSince: number | null = null; ;) {
      const page = await readLog(cli, place).catch((error: unknown) =>
        patience(error, (unreachableSince ??= cli.io.now()), cli),
      );
      if (page !== null) {
        unreachableSince = null;
        yield page;
        const step = nextStep(page);
        if (step === 'end') return;
        if (step === 'next try') Object.assign(place, { tryNumber: page.tryNumber + 1, after: 0 });
        if (step !== 'wait') continue;
      }
      await Promise.race([sign.wait(LOOK_AGAIN_MS), broken]);
    }
  } finally {
    stop.abort();
  }
}

function nextStep(page: LogPage): 'read on' | 'next try' | 'wait' | 'end' {
  if (!page.complete) return page.lines.length > 0 ? 'read on' : 'wait';
  if (page.latestTry > page.tryNumber) return 'next try';
  return FINISHED.includes(page.taskState) || hasEnded({ state: page.runState }) ? 'end' : 'wait';
}

/** A service that is away for a while is waited for. */
function patience(error: unknown, since: number, cli: Cli): null {
  if (error instanceof CliFailure && error.code === 'UNREACHABLE' && cli.io.now() - since < PATIENCE_MS) return null;
  throw error;
}

/** Gives a sign for every line. Rejects when the subscription is refused; else never settles. */
function watchSigns(cli: Cli, place: LogPlace, sign: Waker, signal: AbortSignal): Promise<never> {
  const { id, taskId, mapIndex } = place;
  const options = {
    address: cli.client.address,
    variables: () => ({ id, taskId, mapIndex, after: place.after }),
    onLost: () => cli.out.note('connection lost: trying again until the service is back'),
    onBack: () => cli.out.note('connected again'),
    signal,
  };
  const broken = new Promise<never>((_, reject) => {
    const run = async (): Promise<void> => {
      const lines = subscribe(FOLLOW_LOG, options);
      while ((await lines.next()).done !== true) sign.wake();
      sign.wake();
    };
    run().catch(reject);
  });
  broken.catch(() => undefined);
  return broken;
}
