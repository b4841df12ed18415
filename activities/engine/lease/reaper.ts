import type { Pool } from 'pg';
import type { Notifier } from '../../../src/event-store/index.js';
import { endLapsedLease } from './end-lease.js';

const SWEEP_MS = 1_000;

export interface Reaper {
  stop(): Promise<void>;
}

/** Ends leases that nobody renews any more, once a second. Several processes may do it. */
export function startReaper(pool: Pool, notifier: Notifier, onError: (error: unknown) => void): Reaper {
  let running: Promise<void> | null = null;
  const sweep = async (): Promise<void> => {
    for (;;) {
      const ended = await endLapsedLease(pool);
      if (ended === null) return;
      tellOfEndedLease(notifier, ended.dagRunIds);
    }
  };
  const timer = setInterval(() => {
    running ??= sweep()
      .catch(onError)
      .finally(() => {
        running = null;
      });
  }, SWEEP_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}

/** Pokes everyone who waits for what the end of a lease wrote. */
export function tellOfEndedLease(notifier: Notifier, dagRunIds: readonly string[]): void {
  for (const dagRunId of dagRunIds) notifier.poke('continuo_run', dagRunId);
  notifier.poke('continuo_events');
  notifier.poke('continuo_outbox');
}
