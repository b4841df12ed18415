import type { Pool } from 'pg';
import { keyOf, type TicketKey } from '../attempt/begin.sql.js';
import type { LogLine } from './log-line.js';

const THE_TRY = 'dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4';

/** Adds lines after the last one of the try: numbers go on over attempts and pokes. A try has one writer at a time. */
export async function appendLog(pool: Pool, ref: TicketKey, attempt: number, lines: readonly LogLine[]): Promise<void> {
  await pool.query(APPEND, [...keyOf(ref), lines.length, attempt, JSON.stringify(lines)]);
}

const APPEND = `
insert into task_logs (dag_run_id, task_id, map_index, try_number, first_line, line_count, attempt, lines)
values ($1, $2, $3, $4,
  coalesce((select first_line + line_count from task_logs where ${THE_TRY} order by first_line desc limit 1), 1), $5, $6, $7)`;

/** Bytes that the try's log has already, from earlier attempts and pokes. */
export async function logBytes(pool: Pool, ref: TicketKey): Promise<number> {
  const { rows } = await pool.query<{ bytes: number }>(
    `select coalesce(sum(octet_length(lines)), 0)::float8 as bytes from task_logs where ${THE_TRY}`,
    keyOf(ref),
  );
  return rows[0]?.bytes ?? 0;
}
