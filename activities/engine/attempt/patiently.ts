import { setTimeout as sleep } from 'node:timers/promises';
import { isOutOfReach } from './out-of-reach.js';

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 1_000;

/** Told once for each failed asking. */
export type OnWait = (error: unknown) => void;

/**
 * Does what asks PostgreSQL until it has answered, however long that takes: a database out of reach is no failure of a task.
 * Other errors are thrown. `signal` gives up, with its reason.
 */
export async function patiently<T>(ask: () => Promise<T>, onWait: OnWait, signal?: AbortSignal): Promise<T> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await ask();
    } catch (error) {
      if (!isOutOfReach(error)) throw error;
      onWait(error);
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    signal?.throwIfAborted();
  }
}
