import type { Pool } from 'pg';
import type { CompiledTask } from '../../../src/domain/dag/index.js';
import { inTransaction } from '../../../src/platform/database/transaction.js';
import { PokedWork } from '../../../src/platform/poked-work.js';
import { grantSlots } from './grant-slots.js';
import { poolsToGrant } from './queue.sql.js';

/**
 * Looks again whether somebody waits for what is free, and grants it: after a limit was raised, and wherever what gave slots back could not hand them
 * over itself. One look at a time in a process; one that is asked for meanwhile follows it, for the snapshot of the first may be too old. Nobody
 * waits for it.
 */
export class SlotGranter extends PokedWork {
  /** Somebody waits in pool `default`, as far as this process knows: only then is the end of an ordinary task worth a look. */
  private contended = false;

  constructor(
    private readonly pool: Pool,
    onError: (error: unknown) => void,
  ) {
    // after a failure the service's sweep looks again within a second; while there is no service, nothing would dispatch what was granted
    super({ afterFailureMs: null, onError });
  }

  protected async go(): Promise<null> {
    while (await this.grantFree());
    return null;
  }

  /** A ticket of the task was queued, in a transaction that has committed. */
  queued(task: SlotAsker | null): void {
    if (!asksForSlots(task)) this.contended = true;
    this.poke();
  }

  /** Whether the end of the task's ticket must hand over what it gives back: somebody may wait for it. */
  handsOver(task: SlotAsker | null): boolean {
    return this.contended || asksForSlots(task);
  }

  /** A ticket of the task has given back what it held, in a transaction that has committed. */
  gaveBack(task: SlotAsker | null): void {
    if (this.contended || asksForSlots(task)) this.poke();
  }

  /** Answers whether anything was granted: then there may be more. */
  private async grantFree(): Promise<boolean> {
    let granted = 0;
    const { pools, contended } = await poolsToGrant(this.pool);
    this.contended = contended;
    for (const name of pools) granted += await inTransaction(this.pool, (tx) => grantSlots(tx, [name]));
    return granted > 0;
  }
}

/** What a task may ask for, of its compiled definition. */
type SlotAsker = Pick<CompiledTask, 'pool' | 'poolSlots' | 'maxActivePerDag'>;

const asksForSlots = (task: SlotAsker | null): boolean =>
  task === null || task.pool !== 'default' || task.poolSlots !== 1 || task.maxActivePerDag !== null;
