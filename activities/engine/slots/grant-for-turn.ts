import type { RunEvent } from '../../../src/domain/runs/run-events.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import { isQueued } from '../run/turn-tickets.js';
import { grantSlots } from './grant-slots.js';

/** Grants what is free in the pools that the turn's new tickets ask for, in the turn's own transaction. Answers whether there were any. */
export async function grantForTurn(tx: Tx, dagRunId: string, events: readonly RunEvent[]): Promise<boolean> {
  const asked = events.filter(isQueued).flatMap(({ payload }) => payload.slots?.pool ?? []);
  const pools = [...new Set(asked)].sort();
  for (const pool of pools) await grantSlots(tx, pool, { dagRunId });
  return pools.length > 0;
}
