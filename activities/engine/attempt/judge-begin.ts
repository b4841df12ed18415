import type { TicketRow } from './ticket-row.js';

/** What is known of the process that asks. */
export interface Asking {
  incarnation: string;
  poke: number;
  /** It has the body of this ticket in memory. */
  holdsBody: boolean;
  needsLeaseMs: number;
}

/**
 * begin: the ticket is the asker's. settled: it has its outcome, nothing runs. waiting: this poke is done already. held: another body has it.
 * notYet: the asker's lease would end too soon, or a body of an earlier try is left: ask again. gone: no such ticket.
 */
export type BeginVerdict = 'begin' | 'settled' | 'waiting' | 'held' | 'notYet' | 'gone';

/** The rule of begin (ARCHITECTURE decision 5). An owner that is the asker itself without a body is a lost reply: it may begin again. */
export function judgeBegin(row: TicketRow | null, asking: Asking): BeginVerdict {
  if (row === null) return 'gone';
  if (row.outcome !== null) return 'settled';
  if (row.poke > asking.poke) return 'waiting';
  // the database has lost its tail: the run finds out by itself and is opened again
  if (row.poke < asking.poke) return 'held';
  if (row.owner !== null && (row.owner !== asking.incarnation || asking.holdsBody)) return 'held';
  // the next try begins when no body of the last is left
  if (row.earlierLives) return 'notYet';
  return row.leaseLeftMs === null || row.leaseLeftMs < asking.needsLeaseMs ? 'notYet' : 'begin';
}
