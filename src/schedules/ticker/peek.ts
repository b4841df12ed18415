import type { Pool } from 'pg';
import type { ClockReading } from '../../domain/schedule/clock-watch.js';

export interface Peeked {
  clocks: ClockReading;
  /** When the next row is due, ms since the epoch; null: none will be. */
  wakeAt: number | null;
  withheld: boolean;
}

/** A reading that took longer says nothing about the database's clock. */
const LONGEST_LOOK_MS = 500;
const MOST_LOOKS = 5;

/** One look at the index, with both clocks: all that a ticker costs while nothing is due. */
export async function peek(pool: Pool): Promise<Peeked> {
  for (let looks = 1; ; looks += 1) {
    const before = performance.now();
    const { rows } = await pool.query<{ database: number; wakeAt: number | null; withheld: boolean }>({
      ...{ name: 'peekSchedules', text: PEEK },
    });
    const monotonic = performance.now();
    const service = Date.now();
    const row = rows[0];
    if (row === undefined) throw new Error('the schedules cannot be read');
    const took = monotonic - before;
    if (took > LONGEST_LOOK_MS && looks < MOST_LOOKS) continue;
    const { wakeAt, withheld } = row;
    return { clocks: { monotonic, service, database: row.database + took / 2 }, wakeAt, withheld };
  }
}

const PEEK = `
select (extract(epoch from clock_timestamp()) * 1000)::float8 as database,
  (select (extract(epoch from wake_at) * 1000)::float8 from schedules where wake_at is not null order by wake_at limit 1) as "wakeAt",
  exists (select 1 from schedules where withheld) as withheld`;
