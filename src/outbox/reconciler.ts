import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Pool } from 'pg';
import { hasEnded, lockRun, reopenRun } from '../../activities/engine/run/index.js';
import { inTransaction } from '../platform/database/transaction.js';
import { runWorkflowId } from '../temporal/workflow-id.js';

const PAGE = 100;
const AT_ONCE = 10;

interface OpenRun {
  id: string;
  epoch: number;
}

/**
 * Finds unfinished runs without an open execution (Temporal's database deleted or replaced, an execution terminated from outside)
 * and opens them again from their stream. A pass costs Temporal one read per unfinished run.
 */
export class Reconciler {
  constructor(
    private readonly pool: Pool,
    private readonly client: Client,
    private readonly onReopened: (dagRunId: string) => void,
  ) {}

  /** All unfinished, admitted runs, page by page. Throws where Temporal cannot be reached. */
  async reconcileAll(): Promise<number> {
    let reopened = 0;
    for (let after = ''; ;) {
      const { rows } = await this.pool.query<OpenRun>(
        'select id, epoch from dag_runs where ended_at is null and admitted_at is not null and id > $1 order by id limit $2',
        [after, PAGE],
      );
      for (let i = 0; i < rows.length; i += AT_ONCE) {
        const results = await Promise.all(rows.slice(i, i + AT_ONCE).map((run) => this.reconcileOne(run)));
        reopened += results.filter(Boolean).length;
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return reopened;
      after = last.id;
    }
  }

  async reconcile(dagRunId: string): Promise<void> {
    const { rows } = await this.pool.query<OpenRun>(
      'select id, epoch from dag_runs where id = $1 and ended_at is null and admitted_at is not null',
      [dagRunId],
    );
    const run = rows[0];
    if (run !== undefined) await this.reconcileOne(run);
  }

  private async reconcileOne(run: OpenRun): Promise<boolean> {
    const cause = await this.whyClosed(run);
    if (cause === null) return false;
    const reopened = await this.reopen(run, cause);
    if (reopened) this.onReopened(run.id);
    return reopened;
  }

  /** null while the execution is open. */
  private async whyClosed(run: OpenRun): Promise<string | null> {
    try {
      const { status } = await this.client.workflow.getHandle(runWorkflowId(run.id, run.epoch)).describe();
      return status.name === 'RUNNING' ? null : `execution ${status.name.toLowerCase()}`;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return 'execution unknown to Temporal';
      throw error;
    }
  }

  /** Under the run's lock: it may have ended, been re-opened, or not been started yet. */
  private reopen(seen: OpenRun, cause: string): Promise<boolean> {
    return inTransaction(this.pool, async (tx) => {
      const run = await lockRun(tx, seen.id);
      if (run === null || run.epoch !== seen.epoch || hasEnded(run)) return false;
      const { rowCount } = await tx.query(`select 1 from outbox where dag_run_id = $1 and kind = 'start' limit 1`, [
        run.id,
      ]);
      if (rowCount) return false;
      await reopenRun(tx, run, { type: 'RunReopened', payload: { cause } });
      return true;
    });
  }
}
