import type { RunEvent } from '../../../src/domain/runs/run-events.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import { isQueued } from '../run/turn-tickets.js';
import { grantSlots } from './grant-slots.js';

/**
 * Grants what is free in the pools that the turn's new tickets ask for, and in those to which its settled tickets have given back, in the turn's own
 * transaction. To be called last. Answers whether there were any.
 */
export async function grantForTurn(
  tx: Tx,
  dagRunId: string,
  events: readonly RunEvent[],
  freed: readonly string[],
): Promise<boolean> {
  const asked = events.filter(isQueued).flatMap(({ payload }) => payload.slots?.pool ?? []);
  const pools = [...new Set([...asked, ...freed])];
  if (pools.length > 0) await grantSlots(tx, pools, { dagRunId });
  return pools.length > 0;
}
