import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { VersionReader } from '../dags/index.js';
import { Notifier } from '../event-store/index.js';
import { inTransaction, type Tx } from '../platform/database/transaction.js';
import { isRefused, type Refused } from '../platform/graphql/idempotency.js';
import { Mutations } from '../platform/graphql/mutations.js';
import { dagNotFound, refusedModel } from '../platform/graphql/refusal.model.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { ServiceOptions } from '../platform/service-options.js';
import type { BackfillControlArgs, CreateBackfillInput } from './backfills.input.js';
import type { BackfillControlResult, BackfillModel, CreateBackfillResult } from './backfills.model.js';
import { BackfillQueries } from './backfills.queries.js';
import { changeBackfill, OPERATIONS, type WantedState } from './change-backfill.js';
import { type PlanDeps, planIn, type PlannedBackfill } from './plan-in.js';
import { previewOf } from './preview-of.js';
import { storeBackfill } from './store-backfill.js';

type Created = { id: string } | { dagNotFound: true };

/** What people do with backfills. */
@Injectable()
export class BackfillsService {
  constructor(
    @Inject(BackfillQueries) private readonly queries: BackfillQueries,
    @Inject(VersionReader) private readonly versions: VersionReader,
    @Inject(Mutations) private readonly mutations: Mutations,
    @Inject(Notifier) private readonly notifier: Notifier,
    @Inject(Pool) private readonly pool: Pool,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {}

  async create(input: CreateBackfillInput, context: RequestContext): Promise<CreateBackfillResult> {
    if (input.dryRun === true) return this.preview(input, context);
    const mutation = { operation: 'createBackfill', input, idempotencyKey: input.idempotencyKey ?? null };
    const answer = await this.mutations.run(context, mutation, (tx) => this.store(tx, input, context));
    if (isRefused(answer)) return backfillRefused(answer);
    if ('dagNotFound' in answer) return dagNotFound(input.dagId);
    this.notifier.poke('continuo_backfill', answer.id);
    return { __typename: 'BackfillCreated', backfill: await this.existing(answer.id) };
  }

  async change(
    wanted: WantedState,
    args: BackfillControlArgs,
    context: RequestContext,
  ): Promise<BackfillControlResult> {
    const { id, reason = null, idempotencyKey = null } = args;
    const mutation = { operation: OPERATIONS[wanted], input: { id, reason }, idempotencyKey };
    const answer = await this.mutations.run(context, mutation, (tx) =>
      changeBackfill(tx, { id, wanted, reason }, context),
    );
    if (isRefused(answer)) return refusedModel(answer.refused);
    this.notifier.poke('continuo_backfill', id);
    this.notifier.poke('continuo_outbox');
    for (const dagRunId of answer.runs) this.notifier.poke('continuo_run', dagRunId);
    return { __typename: 'BackfillChanged', backfill: await this.existing(id) };
  }

  private async preview(input: CreateBackfillInput, context: RequestContext): Promise<CreateBackfillResult> {
    const plan = await inTransaction(this.pool, (tx) => planIn(tx, this.planning, input));
    if (plan === null) return dagNotFound(input.dagId);
    if ('refused' in plan) return backfillRefused(plan);
    return { __typename: 'BackfillCreated', backfill: previewOf(plan, input, context) };
  }

  private async store(tx: Tx, input: CreateBackfillInput, context: RequestContext): Promise<Created | Refused> {
    const plan: PlannedBackfill | Refused | null = await planIn(tx, this.planning, input);
    if (plan === null) return { dagNotFound: true };
    if ('refused' in plan) return plan;
    return { id: await storeBackfill(tx, plan, input, context) };
  }

  private get planning(): PlanDeps {
    return { versions: this.versions, parts: this.options.operators().scheduleParts };
  }

  private async existing(id: string): Promise<BackfillModel> {
    const backfill = await this.queries.backfill(id);
    if (backfill === null) throw new Error(`backfill ${id} is gone`);
    return backfill;
  }
}

const backfillRefused = ({ refused }: Refused): CreateBackfillResult => ({
  __typename: 'BackfillRefused',
  ...refused,
});
