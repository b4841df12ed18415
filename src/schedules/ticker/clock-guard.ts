import type { Pool } from 'pg';
import { type ClockJump, type ClockReading, type ClockState, watchClocks } from '../../domain/schedule/clock-watch.js';
import { appendToStream } from '../../event-store/index.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { schedulerEvent } from './tick-dags.js';

/** Holds the creation of runs while a clock has jumped, and tells of the jump. */
export class ClockGuard {
  private state: ClockState | null = null;

  constructor(
    private readonly pool: Pool,
    private readonly service: string,
    private readonly onJump: () => void,
  ) {}

  /** Whether nothing may be created now. */
  async holds(reading: ClockReading): Promise<boolean> {
    const { state, jumps, hold } = watchClocks(this.state, reading);
    if (jumps.length > 0) await this.tell(jumps);
    this.state = state;
    return hold;
  }

  private async tell(jumps: readonly ClockJump[]): Promise<void> {
    this.onJump();
    const events = jumps.map(({ clock, byMs }) =>
      schedulerEvent('ClockJumped', null, { clock, byMs, service: this.service }, null),
    );
    await inTransaction(this.pool, (tx) => appendToStream(tx, 'service-scheduler', events));
  }
}
