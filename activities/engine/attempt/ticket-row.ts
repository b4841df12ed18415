import type { Outcome, WaitsAs } from '../../../src/domain/runs/outcome.js';

/** What begin reads of a ticket under its row lock. Times are ms since the epoch by the database's clock. */
export interface TicketRow {
  poke: number;
  owner: string | null;
  outcome: Outcome | null;
  lostCount: number;
  waitingSince: number | null;
  waitsAs: WaitsAs | null;
  nextAt: number | null;
  attemptVersion: number | null;
  attemptHash: string | null;
  endedAt: number | null;
  /** An earlier try of the instance has a body left. */
  earlierLives: boolean;
  now: number;
  /** What is left of the asking worker's lease; null when it has ended. */
  leaseLeftMs: number | null;
}
