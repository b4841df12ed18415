import type { Pool } from 'pg';
import type { Json } from '../../../src/domain/json.js';
import { isoOf } from '../../../src/domain/time/instant.js';
import { inTransaction } from '../../../src/platform/database/transaction.js';
import { type CallbackState, TaskFailure } from '../../sdk/index.js';
import type { Masker } from '../log/masker.js';
import { insertCallback, readCallback } from './callback.sql.js';
import { callbackToken, hashOfToken } from './callback-token.js';
import { tell } from './tell.js';
import type { Waiter } from './waiter.js';

/** How other systems reach this service. */
export interface Callbacks {
  /** Makes tokens. */
  key: Buffer;
  /** Where `/callbacks/` is, without a slash at the end; null while nobody knows. */
  publicUrl(): string | null;
}

export interface CallbackDeps {
  pool: Pool;
  masker: Masker;
  callbacks?: Callbacks | undefined;
}

const NO_URL = 'set CONTINUO_PUBLIC_URL to the address at which other systems reach this service';

/** The one callback of the try, made where it has none, and what was received. */
export async function callbackOf(waiter: Waiter, { pool, masker, callbacks }: CallbackDeps): Promise<CallbackState> {
  const base = callbacks?.publicUrl() ?? null;
  if (callbacks === undefined || base === null) throw new TaskFailure('NoPublicUrl', NO_URL);
  const token = callbackToken(callbacks.key, waiter.ref);
  masker.add(token);
  const { sent, answer } = await inTransaction(pool, async (tx) => {
    const isNew = await insertCallback(tx, waiter.ref, waiter.dagId, hashOfToken(token));
    if (isNew)
      await tell(tx, waiter, 'callback', { type: 'CallbackOpened', occurredAt: isoOf(Date.now()), payload: {} });
    return readCallback(tx, waiter.ref);
  });
  if (answer === null) return { kind: 'open', url: `${base}/callbacks/${token}`, sent };
  const said = JSON.parse(answer) as { status: 'success'; value: Json } | { status: 'failed'; error: string };
  return said.status === 'success' ? { kind: 'success', value: said.value } : { kind: 'failed', error: said.error };
}
