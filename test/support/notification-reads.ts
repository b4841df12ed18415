import type { Pool } from 'pg';
import { expect, vi } from 'vitest';
import type { JsonObject } from '../../src/domain/json.js';

interface EventRow {
  type: string;
  actor_name: string;
  payload: JsonObject;
  dag_run_id: string;
}

export type NotificationReads = ReturnType<typeof notificationReads>;

/** What specs ask about notifications and what became of them. */
export function notificationReads(pool: Pool) {
  const rows = async (dagRunId: string): Promise<Record<string, unknown>[]> =>
    (
      await pool.query('select * from notifications where dag_run_id = $1 order by event_version, level, position', [
        dagRunId,
      ])
    ).rows;
  /** Waits until that many of the run's are delivered or given up. */
  const settled = (dagRunId: string, count: number): Promise<void> =>
    vi.waitFor(
      async () => {
        const ended = (await rows(dagRunId)).filter(({ state }) => state !== 'PENDING');
        expect(ended.length).toBe(count);
      },
      { timeout: 30_000, interval: 50 },
    );
  const eventsOf = async (stream: string): Promise<EventRow[]> => {
    const sql = 'select type, actor_name, payload, dag_run_id from events where stream = $1 order by version';
    return (await pool.query<EventRow>(sql, [stream])).rows;
  };
  const stateOf = async (dagRunId: string): Promise<string | undefined> =>
    (await pool.query<{ state: string }>('select state from dag_runs where id = $1', [dagRunId])).rows[0]?.state;
  return { rows, settled, eventsOf, stateOf };
}
