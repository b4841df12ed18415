import type { Pool } from 'pg';
import { PokedWork } from '../platform/poked-work.js';
import { sequenceEvents } from './sequencer.js';

/** A lost poke costs at most this long. */
const SWEEP_MS = 1_000;

export class SequencerLoop extends PokedWork {
  constructor(
    private readonly pool: Pool,
    onError: (error: unknown) => void,
  ) {
    super({ afterFailureMs: SWEEP_MS, onError });
  }

  protected async go(): Promise<number> {
    await sequenceEvents(this.pool);
    return SWEEP_MS;
  }
}

/** Sequences whenever it is poked (by NOTIFY `continuo_events`), and once a second in case a poke was lost. Several processes may run it. */
export function startSequencer(pool: Pool, onError: (error: unknown) => void): SequencerLoop {
  const loop = new SequencerLoop(pool, onError);
  loop.poke();
  return loop;
}
