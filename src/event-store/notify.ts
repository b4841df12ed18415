import type { Pool } from 'pg';

export type Channel = 'continuo_events' | 'continuo_run' | 'continuo_log' | 'continuo_outbox' | 'continuo_control';

/** At most one NOTIFY per channel and payload in this many ms from one process. */
const GAP_MS = 5;

/**
 * Wake-ups after a commit, on their own connection, not awaited and never in the hot transaction. A lost one costs the sweep's second at most.
 */
export class Notifier {
  private readonly waiting = new Map<string, [Channel, string]>();
  private timer: NodeJS.Timeout | null = null;
  private flushedAt = 0;

  constructor(private readonly pool: Pool) {}

  /** The first poke after a quiet time goes out at once. */
  poke(channel: Channel, payload = ''): void {
    this.waiting.set(`${channel}\n${payload}`, [channel, payload]);
    const wait = this.flushedAt + GAP_MS - performance.now();
    this.timer ??= setTimeout(() => this.flush(), Math.max(0, wait));
  }

  private flush(): void {
    this.timer = null;
    this.flushedAt = performance.now();
    const all = [...this.waiting.values()];
    this.waiting.clear();
    this.pool
      .query('select pg_notify(c, p) from unnest($1::text[], $2::text[]) as n(c, p)', [
        all.map(([c]) => c),
        all.map(([, p]) => p),
      ])
      .catch(() => undefined);
  }
}
