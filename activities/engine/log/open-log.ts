import type { Pool } from 'pg';
import type { Notifier } from '../../../src/event-store/index.js';
import { sqlState } from '../../../src/platform/database/transaction.js';
import type { TicketKey } from '../attempt/begin.sql.js';
import { isOutOfReach } from '../attempt/out-of-reach.js';
import { TaskLog } from './task-log.js';
import { appendLog, logBytes } from './write-log.sql.js';

const DISK_FULL = '53100';
/** What the log of one try may have. */
export const LOG_BYTES_PER_TRY = 10 * 1024 * 1024;

export interface LogDeps {
  /** Its commits need not wait for the disk: the finish of the attempt, which comes later in the write-ahead log, does. */
  pool: Pool;
  notifier: Notifier;
  mask(text: string): string;
  bytesPerTry?: number;
  onError(error: unknown): void;
}

/** The log of one body. Readers are told by NOTIFY `continuo_log` (payload: run/task/map index) after each chunk. */
export function openLog(deps: LogDeps, ref: TicketKey, attempt: number): TaskLog {
  const { pool, notifier, mask, onError, bytesPerTry = LOG_BYTES_PER_TRY } = deps;
  const sink = {
    append: async (lines: Parameters<typeof appendLog>[3]) => {
      await appendLog(pool, ref, attempt, lines);
      notifier.poke('continuo_log', `${ref.dagRunId}/${ref.taskId}/${ref.mapIndex}`);
    },
    storedBytes: () => logBytes(pool, ref),
    isPassing: (error: unknown) => isOutOfReach(error) && sqlState(error) !== DISK_FULL,
    onLost: onError,
  };
  return new TaskLog(sink, { bytesPerTry }, mask);
}
