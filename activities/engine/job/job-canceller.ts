import type { EngineDeps } from '../attempt/engine-deps.js';
import { cancelJob, LONGEST_CANCEL_MS } from './cancel-job.js';
import { claimOrphans } from './orphan.sql.js';

const SWEEP_MS = 1_000;
const AT_ONCE = 10;

/**
 * Cancels the jobs that settled tickets have left behind, once a second, for the queue that this worker serves. A job's row is the wish: it stays until
 * a cancel has succeeded or is given up, whoever dies meanwhile. Any number of workers may do it; each job is claimed by one.
 */
export function startJobCanceller(deps: EngineDeps, queue: string): { stop(): Promise<void> } {
  let running: Promise<void> | null = null;
  const control = new AbortController();
  const sweep = async (): Promise<void> => {
    for (;;) {
      const orphans = await claimOrphans(deps.pool, queue, AT_ONCE, 2 * LONGEST_CANCEL_MS);
      await Promise.all(orphans.map((orphan) => cancelJob(deps, orphan, control.signal)));
      if (orphans.length < AT_ONCE || control.signal.aborted) return;
    }
  };
  const timer = setInterval(() => {
    running ??= sweep()
      .catch(deps.onError)
      .finally(() => {
        running = null;
      });
  }, SWEEP_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      control.abort();
      await running;
    },
  };
}
