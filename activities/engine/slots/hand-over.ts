import type { Tx } from '../../../src/platform/database/transaction.js';
import { grantSlots } from './grant-slots.js';

/** What a statement that may end a ticket answers: the pool in which that has made room, null where it has not. */
export interface Freed {
  freed: string | null;
}

/**
 * Hands what the caller's transaction has given back to who waits for it, so that at every commit a pool is full or nobody waits. To be called last,
 * with everything that the transaction has freed at once: nothing may be locked after the limits.
 */
export async function handOver(tx: Tx, freed: readonly (string | null | undefined)[]): Promise<void> {
  const pools = new Set(freed.flatMap((pool) => pool ?? []));
  if (pools.size > 0) await grantSlots(tx, [...pools]);
}
