import type { Pool } from 'pg';
import type { Json } from '../../../src/domain/json.js';
import type { ApprovalAsk, CallbackState, Waits } from '../../sdk/index.js';
import { TaskFailure } from '../../sdk/index.js';
import type { Body } from '../attempt/body.js';
import { workerActor, type WorkerIdentity } from '../attempt/worker-identity.js';
import type { Masker } from '../log/masker.js';
import { askPeople } from './approval-desk.js';
import { markSent, openCallback } from './callback.sql.js';
import { callbackToken, hashOfToken } from './callback-token.js';
import type { Waiter } from './waiter.js';

/** How other systems reach this service. */
export interface Callbacks {
  /** Makes tokens. */
  key: Buffer;
  /** Where `/callbacks/` is, without a slash at the end; null while nobody knows. */
  publicUrl(): string | null;
}

export interface WaitsDeps {
  pool: Pool;
  worker: WorkerIdentity;
  masker: Masker;
  callbacks?: Callbacks | undefined;
}

/** What a sensor waits for by way of the database. */
export function waitsOf(body: Body, deps: WaitsDeps): Waits {
  const { pool, masker } = deps;
  const waiter = waiterOf(body, deps);
  return {
    // what people read is a sink like the log
    approval: (ask) => askPeople(pool, waiter, masker.maskJson(ask as unknown as Json) as unknown as ApprovalAsk),
    callback: () => callback(waiter, deps),
    callbackSent: () => markSent(pool, waiter.ref),
  };
}

function waiterOf(body: Body, { worker }: WaitsDeps): Waiter {
  const { begun, facts } = body;
  const { ref, waitingSince, at } = begun;
  const { timeoutMs = 0, softFail = false } = facts.task ?? {};
  const leftMs = (): number => (waitingSince ?? at) + timeoutMs - body.now();
  return { ref, dagId: facts.run.dagId, actor: workerActor(worker), soft: softFail, leftMs };
}

async function callback({ ref, dagId }: Waiter, { pool, masker, callbacks }: WaitsDeps): Promise<CallbackState> {
  const base = callbacks?.publicUrl() ?? null;
  if (callbacks === undefined || base === null)
    throw new TaskFailure(
      'NoPublicUrl',
      'set CONTINUO_PUBLIC_URL to the address at which other systems reach this service',
    );
  const token = callbackToken(callbacks.key, ref);
  masker.add(token);
  const { sent, answer } = await openCallback(pool, ref, dagId, hashOfToken(token));
  if (answer === null) return { kind: 'open', url: `${base}/callbacks/${token}`, sent };
  const said = JSON.parse(answer) as { status: 'success'; value: Json } | { status: 'failed'; error: string };
  return said.status === 'success' ? { kind: 'success', value: said.value } : { kind: 'failed', error: said.error };
}
