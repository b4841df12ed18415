import type { JsonObject } from '../domain/json.js';
import { appendToStream } from '../event-store/index.js';
import type { Tx } from '../platform/database/transaction.js';

const ACTOR = { kind: 'SYSTEM', id: 'retention', name: 'retention' } as const;

/** What retention deletes; each is an event of its stream. */
export type ExpiredType = 'LogsExpired' | 'XComsExpired' | 'RunsExpired' | 'BackfillsExpired' | 'AssetEventsExpired';

export interface Expired {
  type: ExpiredType;
  dagId: string | null;
  payload: JsonObject;
}

/** Records a step of retention in its transaction, one event for each DAG that it has touched. */
export async function tellExpired(tx: Tx, expired: readonly Expired[]): Promise<void> {
  if (expired.length === 0) return;
  const { rows } = await tx.query<{ now: Date }>('select clock_timestamp() as now');
  const occurredAt = (rows[0]?.now ?? new Date()).toISOString();
  const drafts = expired.map((each) => ({
    ...each,
    occurredAt,
    actor: ACTOR,
    reason: 'older than CONTINUO_RETENTION',
  }));
  await appendToStream(tx, 'service-retention', drafts);
}

/** The rows of each DAG together, in the order of their first ones. */
export function byDag<Row extends { dagId: string }>(rows: readonly Row[]): [string, Row[]][] {
  const found = new Map<string, Row[]>();
  for (const row of rows) found.set(row.dagId, [...(found.get(row.dagId) ?? []), row]);
  return [...found];
}
