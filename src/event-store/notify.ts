import type { Pool } from 'pg';

/**
 * `continuo_run`: something of the run as a whole (its state, a control's answer). `continuo_task`: something of one of its tasks.
 * `continuo_backfill`: there may be room for more runs of a backfill, or one has changed.
 * `continuo_schedule`: a schedule has changed, or there is room for a run that was withheld.
 */
export type Channel =
  | 'continuo_events'
  | 'continuo_run'
  | 'continuo_task'
  | 'continuo_log'
  | 'continuo_outbox'
  | 'continuo_schedule'
  | 'continuo_backfill';

/**
 * How late a NOTIFY may be, and how long one process leaves between two, in ms: what somebody waits for goes out at once, what is only watched
 * comes together with what follows it.
 */
const PACES: Record<Channel, { lag: number; gap: number }> = {
  continuo_run: { lag: 0, gap: 5 },
  continuo_outbox: { lag: 0, gap: 5 },
  continuo_backfill: { lag: 0, gap: 50 },
  continuo_schedule: { lag: 0, gap: 50 },
  continuo_task: { lag: 20, gap: 50 },
  continuo_events: { lag: 20, gap: 50 },
  continuo_log: { lag: 0, gap: 50 },
};

interface Waiting {
  payloads: Set<string>;
  timer: NodeJS.Timeout | null;
  sentAt: number;
}

/**
 * Wake-ups after a commit, on their own connection, not awaited and never in the hot transaction. A lost one costs the sweep's second at most.
 */
export class Notifier {
  private readonly channels = new Map<Channel, Waiting>();

  constructor(private readonly pool: Pool) {}

  poke(channel: Channel, payload = ''): void {
    const waiting = this.channels.get(channel) ?? { payloads: new Set(), timer: null, sentAt: -Infinity };
    this.channels.set(channel, waiting);
    waiting.payloads.add(payload);
    const { lag, gap } = PACES[channel];
    const wait = Math.max(lag, waiting.sentAt + gap - performance.now());
    waiting.timer ??= setTimeout(() => this.send(channel, waiting), wait);
  }

  private send(channel: Channel, waiting: Waiting): void {
    waiting.timer = null;
    waiting.sentAt = performance.now();
    const payloads = [...waiting.payloads];
    waiting.payloads.clear();
    this.pool
      .query('select pg_notify($1, p) from unnest($2::text[]) as n(p)', [channel, payloads])
      .catch(() => undefined);
  }
}
