import type { Pool } from 'pg';
import { PokedWork } from '../platform/poked-work.js';
import { sequenceEvents } from './sequencer.js';

/** A lost poke costs at most this long. */
const SWEEP_MS = 1_000;

export interface SequencerLoop {
  poke(): void;
  stop(): Promise<void>;
}

/** Sequences whenever it is poked (by NOTIFY `continuo_events`), and once a second in case a poke was lost. Several processes may run it. */
export function startSequencer(pool: Pool, onError: (error: unknown) => void): SequencerLoop {
  const go = async (): Promise<number> => {
    await sequenceEvents(pool);
    return SWEEP_MS;
  };
  const work = new PokedWork({ go, afterFailureMs: SWEEP_MS, onError });
  work.poke();
  return work;
}
