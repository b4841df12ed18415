import { appendEvents } from '../../../src/event-store/index.js';
import type { EventDraft } from '../../../src/domain/events/event.js';
import { runStream } from '../../../src/domain/runs/task-key.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import type { RunRow } from './run-row.sql.js';

const REOPENER = { kind: 'SYSTEM', id: 'reconciler', name: 'reconciler' } as const;

/** Why an unfinished run gets a new execution. */
export type ReopenCause =
  { type: 'TailLost'; payload: { seenVersion: number } } | { type: 'RunReopened'; payload: { cause: string } };

/**
 * The next epoch of an unfinished run: its old execution is fenced off, a new one starts from the stream (ARCHITECTURE decisions 4 and 11).
 * The caller holds the run row's lock. The old id is woken too, so that an execution that still lives finds itself superseded.
 */
export async function reopenRun(tx: Tx, run: RunRow, cause: ReopenCause): Promise<void> {
  const { rows } = await tx.query<{ now: Date }>('select clock_timestamp() as now');
  const occurredAt = (rows[0]?.now ?? new Date()).toISOString();
  const draft: EventDraft = {
    ...cause,
    occurredAt,
    actor: REOPENER,
    dagId: run.dagId,
    dagRunId: run.id,
    correlationId: run.id,
  };
  const end = await appendEvents(tx, { stream: runStream(run.id), version: run.head, hash: run.headHash }, [draft]);
  await tx.query('update dag_runs set epoch = epoch + 1, head = $2, head_hash = $3 where id = $1', [
    run.id,
    end.version,
    end.hash,
  ]);
  await tx.query(`insert into outbox (kind, dag_run_id, epoch) values ('wake', $1, $2), ('start', $1, $2 + 1)`, [
    run.id,
    run.epoch,
  ]);
}
