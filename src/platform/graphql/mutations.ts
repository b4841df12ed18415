import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import type { EventDraft } from '../../domain/events/event.js';
import type { JsonObject } from '../../domain/json.js';
import { Notifier } from '../../event-store/index.js';
import type { Tx } from '../database/transaction.js';
import { nowInstant } from '../instant.js';
import { ServiceOptions } from '../service-options.js';
import { isRefused, mutateOnce, type Mutation, refuse, type Refused } from './idempotency.js';
import { actorOf } from './principal.js';
import type { DeleteByIdArgs, DeleteByNameArgs } from './reasoned.input.js';
import { type DeletedModel, type RefusedModel, refusedModel } from './refusal.model.js';
import type { RequestContext } from './request-context.js';
import { unstorableText } from './unstorable-text.js';

/** The one door of every mutation: storable text, one transaction, the idempotency key, and a poke of the sequencer after the commit. */
@Injectable()
export class Mutations {
  constructor(
    @Inject(Pool) private readonly pool: Pool,
    @Inject(Notifier) private readonly notifier: Notifier,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {}

  async run<Answer extends object>(
    context: RequestContext,
    mutation: Mutation,
    work: (tx: Tx) => Promise<Answer>,
  ): Promise<Answer | Refused> {
    const place = unstorableText(mutation.stored ?? mutation.input);
    if (place !== null) return refuse('INVALID', `${place}: a NUL character or half a surrogate pair cannot be stored`);
    const answer = await mutateOnce(
      { pool: this.pool, hashKey: this.options.key },
      context.principal.id,
      mutation,
      work,
    );
    this.notifier.poke('continuo_events');
    return answer;
  }

  /** One that takes a single thing away; `work` answers a refusal, or anything else. */
  async delete(
    context: RequestContext,
    [operation, args]: [operation: string, args: DeleteByIdArgs | DeleteByNameArgs],
    work: (tx: Tx) => Promise<object>,
  ): Promise<DeletedModel | RefusedModel> {
    const { idempotencyKey = null, ...input } = args;
    const answer = await this.run(context, { operation, input, idempotencyKey }, work);
    if (isRefused(answer)) return refusedModel(answer.refused);
    return { __typename: 'Deleted', id: 'id' in args ? args.id : args.name };
  }
}

export interface Told {
  type: string;
  payload: JsonObject;
  reason?: string | null | undefined;
  dagId?: string;
  dagRunId?: string;
}

/** The event that follows from a call: its actor is the caller. */
export const eventOf = (context: RequestContext, told: Told): EventDraft => ({
  type: told.type,
  occurredAt: nowInstant(),
  actor: actorOf(context.principal),
  reason: told.reason ?? null,
  dagId: told.dagId ?? null,
  dagRunId: told.dagRunId ?? null,
  correlationId: context.correlationId,
  payload: told.payload,
});
