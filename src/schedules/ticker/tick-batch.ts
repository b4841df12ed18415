import type { Pool } from 'pg';
import { inTransaction, sqlState, type Tx } from '../../platform/database/transaction.js';
import { lockDag, lockDags, type Taken } from './due-rows.js';
import { recordFailure } from './record-failure.js';
import { tickDags, type TickDeps, type TickReport } from './tick-dags.js';

/** DAGs in one transaction: many enough that statements cost little for each, few enough that nobody waits long for their rows. */
export const BATCH = 100;

export interface BatchReport extends TickReport {
  /** DAGs that were looked at. */
  dags: number;
}

/** Takes rows that no other ticker holds. Where their transaction fails, each is looked at in one of its own: one DAG never stops the others. */
export async function tickBatch(
  pool: Pool,
  deps: TickDeps,
  what: Taken,
  onError: (error: unknown) => void,
): Promise<BatchReport> {
  let taken: string[] = [];
  const look = async (tx: Tx): Promise<BatchReport> => {
    taken = await lockDags(tx, what, { now: Date.now(), atMost: BATCH });
    return { dags: taken.length, ...(taken.length === 0 ? NOTHING : await tickDags(tx, deps, taken)) };
  };
  try {
    return await inTransaction(pool, look);
  } catch (error) {
    if (taken.length === 0 || isOutage(error)) throw error;
    return await oneByOne(pool, deps, taken, onError);
  }
}

/** A connection that was lost, or a server that is not there: no DAG is to blame, and all are tried again soon. */
const isOutage = (error: unknown): boolean =>
  /^(08|53|57P|E[A-Z]+$)/.test(sqlState(error)) ||
  (error instanceof Error && sqlState(error) === '' && /connection|connect timeout/i.test(error.message));

const NOTHING: TickReport = { created: 0, lateness: [], withheld: false, failures: [] };

async function oneByOne(
  pool: Pool,
  deps: TickDeps,
  dagIds: readonly string[],
  onError: (error: unknown) => void,
): Promise<BatchReport> {
  const reports: TickReport[] = [];
  for (const dagId of dagIds) {
    try {
      reports.push(await inTransaction(pool, async (tx) => tickDags(tx, deps, await lockDag(tx, dagId))));
    } catch (error) {
      if (isOutage(error)) throw error;
      onError(error);
      await recordFailure(pool, dagId, error);
    }
  }
  return {
    dags: dagIds.length,
    created: reports.reduce((sum, { created }) => sum + created, 0),
    lateness: reports.flatMap(({ lateness }) => lateness),
    withheld: reports.some(({ withheld }) => withheld),
    failures: reports.flatMap(({ failures }) => failures),
  };
}
