import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { requestControl } from '../../activities/engine/run/index.js';
import type { ControlRequest } from '../domain/runs/run-inputs.js';
import { Notifier } from '../event-store/index.js';
import { LISTENER } from '../platform/database/database.module.js';
import type { Listener } from '../platform/database/listener.js';
import type { Tx } from '../platform/database/transaction.js';
import { isRefused, refuse, type Refusal, type Refused } from '../platform/graphql/idempotency.js';
import { Mutations } from '../platform/graphql/mutations.js';
import { actorOf } from '../platform/graphql/principal.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { admitRuns } from './admission.js';
import { awaitControl } from './control-answer.js';

export interface ControlCall {
  operation: string;
  input: object;
  idempotencyKey: string | null;
  dagRunId: string;
  request: ControlRequest;
  reason: string | null;
}

const LATE =
  'the control is recorded and will be judged when the run can be reached; ask again with the same idempotencyKey';

/** Puts a person's wish to a run and waits for what becomes of it (ARCHITECTURE decision 12). */
@Injectable()
export class RunControl {
  constructor(
    @Inject(Pool) private readonly pool: Pool,
    @Inject(LISTENER) private readonly listener: Listener,
    @Inject(Mutations) private readonly mutations: Mutations,
    @Inject(Notifier) private readonly notifier: Notifier,
  ) {}

  async apply(call: ControlCall, context: RequestContext): Promise<{ affected: string[] } | { refusal: Refusal }> {
    const requested = await this.mutations.run(context, call, (tx) => request(tx, call, context));
    if (isRefused(requested)) return { refusal: requested.refused };
    this.notifier.poke('continuo_outbox');
    this.notifier.poke('continuo_run', call.dagRunId);
    const answer = await awaitControl(this.pool, this.listener, call.dagRunId, requested.number);
    if (answer === null) return { refusal: { code: 'UNAVAILABLE', message: LATE } };
    return answer.kind === 'applied' ? { affected: answer.affected } : { refusal: answer };
  }
}

/** The control's row, in the transaction of the idempotency key; a run that it re-opened waits for its place like any other. */
async function request(tx: Tx, call: ControlCall, context: RequestContext): Promise<{ number: number } | Refused> {
  const { dagRunId, reason } = call;
  const requested = await requestControl(tx, {
    dagRunId,
    request: call.request,
    reason,
    actor: actorOf(context.principal),
  });
  if (requested === null) return refuse('NOT_FOUND', `no run has the id ${dagRunId}`);
  if (requested.reopened) await admitRuns(tx, requested.dagId);
  return { number: requested.number };
}
