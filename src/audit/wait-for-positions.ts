import type { Pool } from 'pg';
import { sequenceEvents } from '../event-store/index.js';

const LONGEST_WAIT_MS = 1_000;

/** Waits, at most a second, until everything that was committed before the call has a position. Any process may give positions, this one too. */
export async function waitForPositions(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ pending: boolean }>('select exists (select from event_pending) as pending');
  if (rows[0]?.pending !== true) return;
  let late: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => (late = setTimeout(resolve, LONGEST_WAIT_MS)));
  await Promise.race([sequenceEvents(pool), patience]).finally(() => clearTimeout(late));
}
