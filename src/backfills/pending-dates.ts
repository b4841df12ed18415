import type { ExistingState } from '../domain/backfills/index.js';
import type { Tx } from '../platform/database/transaction.js';

/** A date that is to become a run; instants in ms. */
export interface PendingDate {
  ordinal: number;
  logicalDate: number;
  start: number;
  end: number;
  /** The run that the date has already. */
  existing: { id: string; state: ExistingState } | null;
}

/** The next dates of a backfill that are not yet runs, in the order of their ordinals. */
export async function nextDates(tx: Tx, backfill: { id: string; dagId: string }, most: number): Promise<PendingDate[]> {
  if (most <= 0) return [];
  const { rows } = await tx.query<PendingDate>(NEXT, [backfill.id, backfill.dagId, most]);
  return rows;
}

const ms = (column: string): string => `(extract(epoch from d.${column}) * 1000)::float8`;

const NEXT = `
select d.ordinal, ${ms('logical_date')} as "logicalDate", ${ms('interval_start')} as start, ${ms('interval_end')} as "end",
  case when r.id is not null then jsonb_build_object('id', r.id, 'state', r.state) end as existing
from backfill_dates d left join dag_runs r on r.dag_id = $2 and r.logical_date = d.logical_date
where d.backfill_id = $1 and d.state = 'pending' order by d.ordinal limit $3`;
