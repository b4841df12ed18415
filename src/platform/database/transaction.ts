import type { Pool, PoolClient } from 'pg';

/** A connection inside a transaction. Nothing else in the project says BEGIN. */
export type Tx = PoolClient;

/** deadlock_detected and serialization_failure: the transaction did nothing and may simply be tried again. */
const TRY_AGAIN = new Set(['40P01', '40001']);
const MOST_TRIES = 10;

/**
 * Runs `work` in one transaction. Any error rolls back and destroys the connection, so that no later caller writes into a dead transaction.
 * Deadlocks and serialization failures are tried again with a short pause; everything else is thrown as it is.
 */
export async function inTransaction<T>(pool: Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await once(pool, work);
    } catch (error) {
      if (tries >= MOST_TRIES || !TRY_AGAIN.has(sqlState(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * tries));
    }
  }
}

async function once<T>(pool: Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const tx = await pool.connect();
  // a server that dies between two queries says so by an event, which unheard would end the process; the next query rejects anyway
  tx.on('error', ignore);
  try {
    await tx.query('begin');
    const result = await work(tx);
    await tx.query('commit');
    tx.off('error', ignore);
    tx.release();
    return result;
  } catch (error) {
    await tx.query('rollback').catch(ignore);
    tx.release(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}

const ignore = (): void => undefined;

/** SQLSTATE of a PostgreSQL error, '' for anything else. */
export const sqlState = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';
