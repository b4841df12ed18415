import { recordAssetEvents } from '../assets/index.js';
import { assetUpdateProblem } from '../domain/assets/asset-update-problem.js';
import type { JsonObject } from '../domain/json.js';
import type { Tx } from '../platform/database/transaction.js';
import { nowInstant } from '../platform/instant.js';

/** A delivery whose signature is right. */
export interface Delivery {
  hookId: string;
  signature: Buffer;
  /** The sender's name of the delivery. */
  key: string | null;
  /** Of the body: a name may not come back with something else. */
  bodyHash: Buffer;
  extra: JsonObject;
  partition: string | null;
}

/** again: it was accepted before, and counted then. conflict: another delivery has this key. gone: the hook was deleted meanwhile. */
export type Delivered = { eventId: string; again: boolean } | { wrong: string } | 'conflict' | 'gone';

/** Records the asset event of a delivery, once. Deliveries of one hook come one after the other, by the lock of its row. */
export async function deliver(tx: Tx, delivery: Delivery): Promise<Delivered> {
  const { rows } = await tx.query<{ asset: string; description: string | null }>(
    'update hooks set last_seen_at = clock_timestamp() where id = $1 returning asset, description',
    [delivery.hookId],
  );
  const hook = rows[0];
  if (hook === undefined) return 'gone';
  const earlier = await earlierDelivery(tx, delivery);
  if (earlier === null) return await record(tx, hook, delivery);
  return earlier.bodyHash.equals(delivery.bodyHash) ? { eventId: earlier.eventId, again: true } : 'conflict';
}

async function record(
  tx: Tx,
  hook: { asset: string; description: string | null },
  { hookId, signature, key, bodyHash, extra, partition }: Delivery,
): Promise<Delivered> {
  const update = { asset: hook.asset, extra, partition };
  const wrong = assetUpdateProblem(update);
  if (wrong !== null) return { wrong };
  const name = hook.description ?? `hook ${hookId}`;
  const by = { source: { watcher: `hook ${hookId}` }, actor: { kind: 'SERVICE', id: hookId, name } } as const;
  const [event] = await recordAssetEvents(tx, [{ ...update, ...by, occurredAt: nowInstant() }]);
  if (event === undefined) throw new Error('an update was not recorded');
  await tx.query(
    'insert into hook_deliveries (hook_id, signature, key, body_hash, event_id) values ($1, $2, $3, $4, $5)',
    [hookId, signature, key, bodyHash, event.id],
  );
  return { eventId: event.id, again: false };
}

/** By its signature, whatever key stands beside it, or by its key. */
async function earlierDelivery(
  tx: Tx,
  { hookId, signature, key }: Delivery,
): Promise<{ eventId: string; bodyHash: Buffer } | null> {
  const { rows } = await tx.query<{ eventId: string; bodyHash: Buffer }>(
    `select event_id as "eventId", body_hash as "bodyHash" from hook_deliveries
     where hook_id = $1 and (signature = $2 or key = $3) order by signature = $2 desc limit 1`,
    [hookId, signature, key],
  );
  return rows[0] ?? null;
}
