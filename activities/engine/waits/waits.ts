import type { Pool } from 'pg';
import type { Json } from '../../../src/domain/json.js';
import type { ApprovalAsk, Waits } from '../../sdk/index.js';
import type { Body } from '../attempt/body.js';
import { workerActor, type WorkerIdentity } from '../attempt/worker-identity.js';
import type { Masker } from '../log/masker.js';
import { askPeople } from './approval-desk.js';
import { markSent } from './callback.sql.js';
import { type Callbacks, callbackOf } from './callback-desk.js';
import type { Waiter } from './waiter.js';

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
    callback: () => callbackOf(waiter, deps),
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
