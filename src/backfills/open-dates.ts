import type { VersionReader } from '../dags/index.js';
import { judgeDate } from '../domain/backfills/index.js';
import type { EventDraft } from '../domain/events/event.js';
import type { JsonObject } from '../domain/json.js';
import { scheduledRunId } from '../domain/schedule/timetable.js';
import { isoOf } from '../domain/time/instant.js';
import { appendToStream } from '../event-store/index.js';
import type { Tx } from '../platform/database/transaction.js';
import { nowInstant } from '../platform/instant.js';
import { type Automated, type AutomatedRun, createAutomatedRuns } from '../runs/index.js';
import type { DueBackfill } from './backfill-progress.js';
import { backfillStream } from './backfill-stream.js';
import { causeOf, type DateEnd } from './date-end.js';
import type { PendingDate } from './pending-dates.js';
import { reprocessRun } from './reprocess-run.js';

/**
 * Makes a run of each date, does its run again, or skips it. The caller holds the lock of the dags row and, before that, of the ended runs that the dates
 * have; what was planned when the backfill was created is judged anew, for a run may have come or ended since.
 */
export async function openDates(
  tx: Tx,
  versions: Pick<VersionReader, 'compiledAll'>,
  backfill: DueBackfill,
  dates: readonly PendingDate[],
): Promise<void> {
  const created = await createRuns(tx, versions, backfill, dates);
  const ends: (readonly [PendingDate, DateEnd])[] = [];
  for (const date of dates) {
    const fate = judgeDate(date.existing?.state ?? null, backfill.reprocess);
    const end = created.get(date.ordinal);
    if (end !== undefined) ends.push([date, end]);
    else if (fate.kind === 'skip') ends.push([date, { state: 'skipped', reason: fate.reason }]);
    else if (date.existing !== null)
      ends.push([date, await reprocessRun(tx, backfill, { ...date, dagRunId: date.existing.id })]);
  }
  await tx.query(SET_ENDS, [backfill.id, JSON.stringify(ends.map(([{ ordinal }, end]) => ({ ordinal, ...end })))]);
  await appendToStream(
    tx,
    backfillStream(backfill.id),
    ends.map(([date, end]) => eventOf(backfill, date, end)),
  );
}

async function createRuns(
  tx: Tx,
  versions: Pick<VersionReader, 'compiledAll'>,
  backfill: DueBackfill,
  dates: readonly PendingDate[],
): Promise<Map<number, DateEnd>> {
  const fresh = dates.filter(({ existing }) => existing === null);
  const now = Date.parse(nowInstant());
  const made = await createAutomatedRuns(
    tx,
    versions,
    fresh.map((date) => runOf(backfill, date, now)),
  );
  return new Map(
    fresh.flatMap(({ ordinal }, i) => {
      const one = made[i];
      return one === undefined ? [] : [[ordinal, endOf(one)] as const];
    }),
  );
}

const runOf = (
  backfill: DueBackfill,
  { ordinal, logicalDate, start, end }: PendingDate,
  now: number,
): AutomatedRun => ({
  dagId: backfill.dagId,
  type: 'BACKFILL',
  due: { logicalDate, interval: { start, end }, runAfter: now },
  runId: scheduledRunId('backfill', logicalDate),
  conf: backfill.conf,
  cause: causeOf(backfill, ordinal),
  actor: backfill.createdBy,
  reason: backfill.reason,
  backfill: { id: backfill.id, ordinal },
});

function endOf(made: Automated): DateEnd {
  if ('created' in made) return { state: 'created', dagRunId: made.created };
  if ('exists' in made) return { state: 'skipped', reason: made.message };
  return { state: 'skipped', reason: made.issues.map(({ path, message }) => `${path}: ${message}`).join('; ') };
}

const TYPES = { created: 'BackfillRunCreated', reprocessed: 'BackfillRunReprocessed', skipped: 'BackfillDateSkipped' };

function eventOf(backfill: DueBackfill, { ordinal, logicalDate }: PendingDate, end: DateEnd): EventDraft {
  const payload: JsonObject = { ordinal, logicalDate: isoOf(logicalDate) };
  return {
    type: TYPES[end.state],
    occurredAt: nowInstant(),
    actor: backfill.createdBy,
    reason: backfill.reason,
    dagId: backfill.dagId,
    dagRunId: end.state === 'skipped' ? null : end.dagRunId,
    payload: end.state === 'skipped' ? { ...payload, reason: end.reason } : payload,
  };
}

const SET_ENDS = `
update backfill_dates d set state = e.state, reason = e.reason, dag_run_id = e."dagRunId"
from jsonb_to_recordset($2::jsonb) as e(ordinal integer, state text, reason text, "dagRunId" text)
where d.backfill_id = $1 and d.ordinal = e.ordinal`;
