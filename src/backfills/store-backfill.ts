import type { PlannedDate } from '../domain/backfills/index.js';
import { isoOf } from '../domain/time/instant.js';
import { appendToStream } from '../event-store/index.js';
import type { Tx } from '../platform/database/transaction.js';
import { eventOf } from '../platform/graphql/mutations.js';
import { actorOf } from '../platform/graphql/principal.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { uuid7 } from '../platform/uuid7.js';
import { backfillStream } from './backfill-stream.js';
import type { CreateBackfillInput } from './backfills.input.js';
import type { PlannedBackfill } from './plan-in.js';

/** Stores a backfill with all of its dates; none of them is a run yet. The caller holds the lock of the dags row. Answers its id. */
export async function storeBackfill(
  tx: Tx,
  plan: PlannedBackfill,
  input: CreateBackfillInput,
  context: RequestContext,
): Promise<string> {
  const id = uuid7();
  const { dagId, reason = null } = input;
  const by = actorOf(context.principal);
  const { maxActiveRuns, reprocess, runBackwards } = plan.asked;
  const onLatestVersion = input.onLatestVersion === true;
  await tx.query(INSERT, [
    ...[id, dagId, input.from, input.to, maxActiveRuns, reprocess, runBackwards, onLatestVersion],
    ...[JSON.stringify(plan.conf), reason, by.kind, by.id, by.name],
  ]);
  await tx.query(INSERT_DATES, [id, JSON.stringify(plan.dates.map(rowOf))]);
  const skipped = plan.dates.filter(({ fate }) => fate.kind === 'skip').length;
  const payload = {
    ...{ dagId, from: input.from, to: input.to, maxActiveRuns, reprocess, runBackwards, onLatestVersion },
    ...{ conf: plan.conf, versionNumber: plan.versionNumber, total: plan.dates.length - skipped, skipped },
  };
  await appendToStream(tx, backfillStream(id), [eventOf(context, { type: 'BackfillCreated', payload, reason, dagId })]);
  return id;
}

const rowOf = ({ ordinal, due, fate }: PlannedDate): object => ({
  ordinal,
  logical_date: isoOf(due.logicalDate),
  interval_start: isoOf(due.interval.start),
  interval_end: isoOf(due.interval.end),
  state: fate.kind === 'skip' ? 'skipped' : 'pending',
  reason: fate.kind === 'skip' ? fate.reason : null,
});

const INSERT = `
insert into backfills (id, dag_id, from_date, to_date, state, max_active_runs, reprocess, run_backwards, on_latest_version, conf, reason,
  created_by_kind, created_by_id, created_by_name)
values ($1, $2, $3, $4, 'RUNNING', $5, $6, $7, $8, $9, $10, $11, $12, $13)`;

const INSERT_DATES = `
insert into backfill_dates (backfill_id, ordinal, logical_date, interval_start, interval_end, state, reason)
select $1, ordinal, logical_date, interval_start, interval_end, state, reason from jsonb_to_recordset($2::jsonb)
  as d(ordinal integer, logical_date timestamptz, interval_start timestamptz, interval_end timestamptz, state text, reason text)`;
