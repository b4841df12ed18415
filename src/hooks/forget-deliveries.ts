import type { Pool } from 'pg';

/** Forgets deliveries that were accepted a week ago: a sender's id counts once for so long. Called now and then by the service. */
export async function forgetOldDeliveries(pool: Pool): Promise<void> {
  await pool.query(`delete from hook_deliveries where received_at < clock_timestamp() - interval '7 days'`);
}
