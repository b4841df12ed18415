import { type BackfillState, isActive } from '../domain/backfills/index.js';
import type { JsonObject } from '../domain/json.js';
import type { ControlRequest } from '../domain/runs/run-inputs.js';
import { appendToStream } from '../event-store/index.js';
import type { Tx } from '../platform/database/transaction.js';
import { refuse, type Refused } from '../platform/graphql/idempotency.js';
import { eventOf } from '../platform/graphql/mutations.js';
import { actorOf } from '../platform/graphql/principal.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { admitRuns, requestControl } from '../runs/index.js';
import { backfillStream } from './backfill-stream.js';

export type WantedState = Extract<BackfillState, 'PAUSED' | 'RUNNING' | 'CANCELLED'>;

export const OPERATIONS: Record<WantedState, string> = {
  PAUSED: 'pauseBackfill',
  RUNNING: 'resumeBackfill',
  CANCELLED: 'cancelBackfill',
};
const EVENTS = { PAUSED: 'BackfillPaused', RUNNING: 'BackfillResumed', CANCELLED: 'BackfillCancelled' } as const;

/** What somebody wants of a backfill. */
export interface BackfillChange {
  id: string;
  wanted: WantedState;
  reason: string | null;
}

/** Pauses, resumes or cancels a backfill, in the caller's transaction. Answers the runs whose state it has changed. */
export async function changeBackfill(
  tx: Tx,
  change: BackfillChange,
  context: RequestContext,
): Promise<{ runs: string[] } | Refused> {
  const { id, wanted, reason } = change;
  const found = await lockBackfill(tx, id);
  if (found === null) return refuse('NOT_FOUND', `no backfill has the id ${id}`);
  const { dagId, state } = found;
  if (!isActive(state)) return refuse('ILLEGAL_STATE', `the backfill has ended: it is ${state}`);
  if (state === wanted) return refuse('ILLEGAL_STATE', `the backfill is ${state} already`);
  await tx.query(
    `update backfills set state = $2, ended_at = case when $2 = 'CANCELLED' then clock_timestamp() end where id = $1`,
    [id, wanted],
  );
  const runs = wanted === 'CANCELLED' ? await failQueued(tx, found, change, context) : [];
  const dropped = wanted === 'CANCELLED' ? await dropPending(tx, id) : 0;
  const payload: JsonObject = wanted === 'CANCELLED' ? { queuedFailed: runs.length, dropped } : {};
  await appendToStream(tx, backfillStream(id), [eventOf(context, { type: EVENTS[wanted], payload, reason, dagId })]);
  if (wanted === 'RUNNING') await admitRuns(tx, dagId);
  return { runs };
}

interface Locked {
  id: string;
  dagId: string;
  state: BackfillState;
}

/** Its row is read once more under the lock of the dags row, under which alone it changes. */
async function lockBackfill(tx: Tx, id: string): Promise<Locked | null> {
  const read = async (): Promise<Locked | null> =>
    (await tx.query<Locked>('select id, dag_id as "dagId", state from backfills where id = $1', [id])).rows[0] ?? null;
  const seen = await read();
  if (seen === null) return null;
  await tx.query('select 1 from dags where id = $1 for no key update', [seen.dagId]);
  return read();
}

/** Queued runs have no execution, so they end here and now. Nobody admits them meanwhile: that takes the lock that we hold. */
async function failQueued(
  tx: Tx,
  backfill: Locked,
  change: BackfillChange,
  context: RequestContext,
): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `select id from dag_runs where dag_id = $1 and backfill_id = $2 and admitted_at is null and ended_at is null order by id for no key update`,
    [backfill.dagId, backfill.id],
  );
  const request: ControlRequest = { kind: 'setRunState', state: 'failed' };
  const reason = change.reason ?? `backfill ${backfill.id} was cancelled`;
  for (const { id: dagRunId } of rows)
    await requestControl(tx, { dagRunId, request, actor: actorOf(context.principal), reason });
  return rows.map(({ id }) => id);
}

async function dropPending(tx: Tx, id: string): Promise<number> {
  const { rowCount } = await tx.query(
    `update backfill_dates set state = 'skipped', reason = 'cancelled' where backfill_id = $1 and state = 'pending'`,
    [id],
  );
  return rowCount ?? 0;
}
