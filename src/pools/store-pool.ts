import type { Actor } from '../domain/events/actor.js';
import type { Tx } from '../platform/database/transaction.js';

export interface StoredLimit {
  kind: 'pool' | 'global';
  id: string;
  slots: number;
  includeDeferred: boolean;
  description: string | null;
}

/** Sets a limit. What waits for it is granted by who looks next; what holds more than there is now may keep it. */
export async function storeLimit(tx: Tx, limit: StoredLimit, actor: Actor): Promise<void> {
  const { kind, id, slots, includeDeferred, description } = limit;
  await tx.query(UPSERT, [kind, id, slots, includeDeferred, description, actor.kind, actor.id, actor.name]);
  if (kind === 'pool' && id === 'default') await resizeDefault(tx, slots);
}

const UPSERT = `
insert into limits (kind, id, slots, include_deferred, description, updated_by_kind, updated_by_id, updated_by_name)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (kind, id) do update set slots = excluded.slots, include_deferred = excluded.include_deferred, description = excluded.description,
  updated_at = clock_timestamp(), updated_by_kind = excluded.updated_by_kind, updated_by_id = excluded.updated_by_id,
  updated_by_name = excluded.updated_by_name`;

/** The slots of pool `default` are rows (docs/adr/0008). Without a limit they are made as they are needed. */
async function resizeDefault(tx: Tx, slots: number): Promise<void> {
  const size = Math.max(slots, 0);
  // begins pass over rows that are locked, and are looked at again a moment later
  await tx.query('select 1 from default_slots order by slot for update');
  await tx.query('delete from default_slots where slot > $1 and dag_run_id is null', [size]);
  await tx.query('update default_slots set retired = slot > $1 where retired <> (slot > $1)', [size]);
  await tx.query('insert into default_slots (slot) select generate_series(1, $1::int) on conflict do nothing', [size]);
}
