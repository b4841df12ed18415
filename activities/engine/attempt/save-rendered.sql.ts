import type { Pool } from 'pg';
import { keyOf, type TicketKey } from './begin.sql.js';

/** Shows the rendered fields of a task that runs for a while; a short one brings them with its finish. */
export async function saveRendered(pool: Pool, ref: TicketKey, rendered: string): Promise<void> {
  await pool.query(
    `update task_instances set rendered_fields = $5 where dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4`,
    [...keyOf(ref), rendered],
  );
}
