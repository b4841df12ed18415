import type { Pool } from 'pg';
import { sequenceEvents } from './sequencer.js';

/** A lost poke costs at most this long. */
const SWEEP_MS = 1_000;

export interface SequencerLoop {
  poke(): void;
  stop(): Promise<void>;
}

/** Sequences whenever it is poked (by NOTIFY `continuo_events`), and once a second in case a poke was lost. Several processes may run it. */
export function startSequencer(pool: Pool, onError: (error: unknown) => void): SequencerLoop {
  let wanted = false;
  let running: Promise<void> | null = null;
  const run = async (): Promise<void> => {
    while (wanted) {
      wanted = false;
      await sequenceEvents(pool).catch(onError);
    }
    running = null;
  };
  const poke = (): void => {
    wanted = true;
    running ??= run();
  };
  const sweep = setInterval(poke, SWEEP_MS);
  return {
    poke,
    stop: async () => {
      clearInterval(sweep);
      await running;
    },
  };
}
