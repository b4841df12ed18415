import { Inject, Injectable } from '@nestjs/common';
import { Notifier } from '../event-store/index.js';
import { isRefused } from '../platform/graphql/idempotency.js';
import { Mutations } from '../platform/graphql/mutations.js';
import { refusedModel } from '../platform/graphql/refusal.model.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import type { RespondToApprovalInput } from './approvals.input.js';
import type { RespondToApprovalResult } from './approvals.model.js';
import { ApprovalQueries } from './approvals.queries.js';
import { respond } from './respond.js';

@Injectable()
export class ApprovalsService {
  constructor(
    @Inject(ApprovalQueries) private readonly queries: ApprovalQueries,
    @Inject(Mutations) private readonly mutations: Mutations,
    @Inject(Notifier) private readonly notifier: Notifier,
  ) {}

  async respond(input: RespondToApprovalInput, context: RequestContext): Promise<RespondToApprovalResult> {
    const mutation = { operation: 'respondToApproval', input, idempotencyKey: input.idempotencyKey ?? null };
    const answer = await this.mutations.run(context, mutation, (tx) => respond(tx, input, context));
    if (isRefused(answer)) return refusedModel(answer.refused);
    if ('issues' in answer) return { __typename: 'InvalidParams', issues: answer.issues };
    this.notifier.poke('continuo_outbox');
    this.notifier.poke('continuo_task', input.dagRunId);
    const approval = await this.queries.approval(answer.id);
    if (approval === null) throw new Error(`approval ${answer.id} is gone`);
    return { __typename: 'ApprovalResponded', approval };
  }
}
