import type { Pool } from 'pg';
import type { Notifier } from '../event-store/index.js';
import { type Retention, retentionInterval } from '../platform/config/retention.js';
import { inTransaction, type Tx } from '../platform/database/transaction.js';
import { expireAssetEvents, expireBackfills, forgetLeases } from './expire-leftovers.js';
import { expirePart } from './expire-parts.js';
import { expireRuns } from './expire-runs.js';

/** A start has other things to do first. */
const FIRST_AFTER_MS = 60_000;
/** Between two steps, so that whoever works on the database is not kept from it. */
const PAUSE_MS = 20;
/** 'retention' in a 64-bit key: one process at a time. */
const LOCK = '8243113871466851694';

export interface RetentionDeps {
  pool: Pool;
  notifier: Notifier;
  retention: Retention;
  onError(error: unknown): void;
}

/** One transaction; answers whether there may be more to do. */
type Step = (tx: Tx) => Promise<boolean>;

/** What expires with the runs goes no later than they do: logs and XComs first, in small steps. */
function stepsOf({ logsMs, xcomMs, runsMs }: Retention): Step[] {
  const [logs, xcoms] = [sooner(logsMs, runsMs), sooner(xcomMs, runsMs)];
  return [
    ...(logs === null ? [] : [(tx: Tx) => expirePart(tx, 'logs', logs)]),
    ...(xcoms === null ? [] : [(tx: Tx) => expirePart(tx, 'xcoms', xcoms)]),
    ...(runsMs === null
      ? []
      : [expireRuns, expireBackfills, expireAssetEvents].map((step) => (tx: Tx) => step(tx, runsMs))),
    forgetLeases,
  ];
}

const sooner = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

/**
 * Deletes all that is too old, step by step. Does nothing where another process is at it: that one deletes it.
 * @param isStopped asked between two steps
 */
export async function expireAll(
  { pool, notifier, retention }: Pick<RetentionDeps, 'pool' | 'notifier' | 'retention'>,
  isStopped: () => boolean = () => false,
): Promise<void> {
  for (const step of stepsOf(retention)) {
    while (!isStopped() && (await inTransaction(pool, (tx) => alone(tx, step)))) {
      notifier.poke('continuo_events');
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
  notifier.poke('continuo_events');
}

async function alone(tx: Tx, step: Step): Promise<boolean> {
  const { rows } = await tx.query<{ mine: boolean }>(`select pg_try_advisory_xact_lock(${LOCK}) as mine`);
  return rows[0]?.mine === true && (await step(tx));
}

/** Once an hour, or more often where something is kept for less than ten, for as long as the service runs. Answers what ends it. */
export function startRetention(deps: RetentionDeps): () => Promise<void> {
  const everyMs = retentionInterval(deps.retention);
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();
  const wake = (ms: number): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      working = expireAll(deps, () => stopped)
        .catch(deps.onError)
        .finally(() => wake(everyMs));
    }, ms);
  };
  wake(Math.min(FIRST_AFTER_MS, everyMs));
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await working;
  };
}
