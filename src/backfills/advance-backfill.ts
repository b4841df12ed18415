import type { Pool } from 'pg';
import type { VersionReader } from '../dags/index.js';
import { SCHEDULER } from '../domain/events/actor.js';
import { type BackfillProgress, isComplete, roomForDates } from '../domain/backfills/index.js';
import { appendToStream } from '../event-store/index.js';
import { inTransaction, type Tx } from '../platform/database/transaction.js';
import { nowInstant } from '../platform/instant.js';
import { admitRuns } from '../runs/index.js';
import { backfillStream } from './backfill-stream.js';
import { type DueBackfill, progressOf } from './backfill-progress.js';
import { openDates } from './open-dates.js';
import { nextDates, type PendingDate } from './pending-dates.js';

/** Runs made in one transaction: the dags row is locked meanwhile. */
const AT_ONCE = 10;

/**
 * Makes runs of the next dates of a backfill as far as there is room, or completes it; one transaction, which may be lost or done twice at any point: what is
 * to be done stands in the rows, and is read again under the lock of the dags row. Answers whether there was anything to do.
 */
export function advanceBackfill(
  pool: Pool,
  versions: Pick<VersionReader, 'compiledAll'>,
  backfillId: string,
): Promise<boolean> {
  return inTransaction(pool, async (tx) => {
    const [seen] = await progressOf(tx, backfillId);
    if (seen === undefined) return false;
    // before the dags row: a run's lock comes first everywhere
    const locked = await lockEnded(tx, seen);
    await tx.query('select 1 from dags where id = $1 for no key update', [seen.dagId]);
    const [backfill] = await progressOf(tx, backfillId);
    if (backfill === undefined) return false;
    if (isComplete(backfill)) return complete(tx, backfill);
    const dates = await nextDates(tx, backfill, Math.min(roomForDates(effective(backfill)), AT_ONCE));
    const next = upToUnlocked(dates, locked);
    if (next.length > 0) {
      await openDates(tx, versions, backfill, next);
      await admitRuns(tx, backfill.dagId);
    }
    return dates.length > 0;
  });
}

/** A paused DAG pauses its backfill. */
const effective = (backfill: DueBackfill): BackfillProgress =>
  backfill.dagPaused ? { ...backfill, state: 'PAUSED' } : backfill;

export const hasWork = (backfill: DueBackfill): boolean =>
  isComplete(backfill) || roomForDates(effective(backfill)) > 0;

/** A run that has ended since the locks were taken is for the next time. With nothing to be done again, none is locked, and none needs it. */
function upToUnlocked(dates: readonly PendingDate[], locked: ReadonlySet<string> | null): readonly PendingDate[] {
  if (locked === null) return dates;
  const first = dates.findIndex(
    ({ existing }) => existing !== null && isEnded(existing.state) && !locked.has(existing.id),
  );
  return first < 0 ? dates : dates.slice(0, first);
}

const isEnded = (state: string): boolean => state === 'SUCCESS' || state === 'FAILED';

/** The ended runs of the next dates, which may be done again; null where none ever is. */
async function lockEnded(tx: Tx, backfill: DueBackfill): Promise<Set<string> | null> {
  if (backfill.reprocess === 'NONE') return null;
  const dates = await nextDates(tx, backfill, AT_ONCE);
  const ids = dates.flatMap(({ existing }) => (existing !== null && isEnded(existing.state) ? [existing.id] : []));
  if (ids.length > 0) await tx.query('select 1 from dag_runs where id = any($1) order by id for no key update', [ids]);
  return new Set(ids);
}

async function complete(tx: Tx, { id, dagId }: DueBackfill): Promise<boolean> {
  await tx.query(`update backfills set state = 'COMPLETED', ended_at = clock_timestamp() where id = $1`, [id]);
  const { rows } = await tx.query<{ runs: number; failed: number }>(RESULT, [id]);
  const payload = { runs: rows[0]?.runs ?? 0, failed: rows[0]?.failed ?? 0 };
  const event = { type: 'BackfillCompleted', occurredAt: nowInstant(), actor: SCHEDULER, dagId, payload };
  await appendToStream(tx, backfillStream(id), [event]);
  return true;
}

const RESULT = `
select count(d.dag_run_id)::int as runs, count(*) filter (where r.state = 'FAILED')::int as failed
from backfill_dates d left join dag_runs r on r.id = d.dag_run_id where d.backfill_id = $1`;
