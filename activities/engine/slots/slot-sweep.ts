import type { Pool } from 'pg';
import { SlotGranter } from './slot-granter.js';
import { signalIdleGrants } from './sweep.sql.js';

const SWEEP_MS = 1_000;

export interface SlotSweep {
  stop(): Promise<void>;
}

/**
 * Once a second: grants what is free to who waits, for whoever gave it back may have died before it looked; and signals grants again whose ticket
 * has not begun. Several processes may do it.
 */
export function startSlotSweep(pool: Pool, onError: (error: unknown) => void): SlotSweep {
  const granter = new SlotGranter(pool, onError);
  let signalling: Promise<void> | null = null;
  const timer = setInterval(() => {
    granter.poke();
    signalling ??= signalIdleGrants(pool)
      .catch(onError)
      .finally(() => {
        signalling = null;
      });
  }, SWEEP_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await Promise.all([granter.stop(), signalling]);
    },
  };
}
