import type { Pool } from 'pg';
import { inTransaction } from '../platform/database/transaction.js';

/** One sequencer at a time; any process may be it for the length of one transaction. */
const SEQUENCER_LOCK = '7163384699739271170';
const BATCH = 2_000;

/**
 * Gives positions to every event that was committed before the call, in insert order.
 * Because positions are given under one lock that is released after the commit, a reader who pages by position never misses a late one.
 */
export async function sequenceEvents(pool: Pool): Promise<void> {
  while ((await sequenceBatch(pool)) === BATCH);
}

async function sequenceBatch(pool: Pool): Promise<number> {
  return inTransaction(pool, async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(${SEQUENCER_LOCK})`);
    const { rowCount } = await tx.query(SEQUENCE, [BATCH]);
    if (rowCount) await tx.query(`select pg_notify('continuo_positions', '')`);
    return rowCount ?? 0;
  });
}

const SEQUENCE = `
with taken as (
  delete from event_pending where seq in (select seq from event_pending order by seq limit $1) returning seq, stream, version
)
insert into event_order (position, stream, version)
select coalesce((select max(position) from event_order), 0) + row_number() over (order by seq), stream, version from taken order by seq`;
