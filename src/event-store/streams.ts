import type { EventDraft } from '../domain/events/event.js';
import type { Tx } from '../platform/database/transaction.js';
import { appendEvents, type StreamHead } from './append.js';

/** Appends to a stream whose head stands in the table `streams` (dag-, variable-, connection-, access-, service-), under its row lock. */
export async function appendToStream(tx: Tx, stream: string, drafts: readonly EventDraft[]): Promise<StreamHead> {
  const end = await appendEvents(tx, await lockStream(tx, stream), drafts);
  await tx.query('update streams set version = $2, hash = $3 where stream = $1', [stream, end.version, end.hash]);
  return end;
}

async function lockStream(tx: Tx, stream: string): Promise<StreamHead> {
  await tx.query(`insert into streams (stream, version, hash) values ($1, -1, '') on conflict do nothing`, [stream]);
  const { rows } = await tx.query<{ version: number; hash: string }>(
    'select version, hash from streams where stream = $1 for no key update',
    [stream],
  );
  const row = rows[0];
  if (row === undefined) throw new Error(`stream ${stream} has no head`);
  return { stream, version: row.version, hash: row.version < 0 ? null : row.hash };
}
