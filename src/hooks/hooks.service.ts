import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { assetStream } from '../assets/index.js';
import { assetUpdateProblem } from '../domain/assets/asset-update-problem.js';
import { appendToStream } from '../event-store/index.js';
import type { Tx } from '../platform/database/transaction.js';
import { isRefused, refuse, type Refused } from '../platform/graphql/idempotency.js';
import { eventOf, Mutations, type Told } from '../platform/graphql/mutations.js';
import { actorOf } from '../platform/graphql/principal.js';
import type { DeleteByIdArgs } from '../platform/graphql/reasoned.input.js';
import { type DeletedModel, type RefusedModel, refusedModel } from '../platform/graphql/refusal.model.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { ServiceOptions } from '../platform/service-options.js';
import { uuid7 } from '../platform/uuid7.js';
import { newHookSecret, sealHookSecret, unsealHookSecret } from './hook-secret.js';
import { HookEntity } from './hooks.entity.js';
import type { CreateAssetHookInput } from './hooks.input.js';
import type { AssetHookModel, CreateAssetHookResult } from './hooks.model.js';

const LONGEST_DESCRIPTION = 250;

/** Who may post, and where. */
@Injectable()
export class HooksService {
  constructor(
    @InjectRepository(HookEntity) private readonly hooks: Repository<HookEntity>,
    @Inject(Mutations) private readonly mutations: Mutations,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {}

  /** Newest first. */
  async list(asset: string | null): Promise<AssetHookModel[]> {
    const order = { createdAt: 'DESC', id: 'DESC' } as const;
    return (await this.hooks.find({ where: asset === null ? {} : { asset }, order })).map(hookModel);
  }

  async create(input: CreateAssetHookInput, context: RequestContext): Promise<CreateAssetHookResult> {
    const mutation = { operation: 'createAssetHook', input, idempotencyKey: input.idempotencyKey ?? null };
    const answer = await this.mutations.run(context, mutation, (tx) => this.store(tx, input, context));
    if (isRefused(answer)) return refusedModel(answer.refused);
    const row = await this.hooks.findOneBy({ id: answer.id });
    if (row === null) return refusedModel({ code: 'NOT_FOUND', message: 'the hook was deleted meanwhile' });
    const secret = unsealHookSecret(this.options.key, row.id, row.secret);
    return { __typename: 'AssetHookCreated', hook: hookModel(row), secret };
  }

  delete(args: DeleteByIdArgs, context: RequestContext): Promise<DeletedModel | RefusedModel> {
    return this.mutations.delete(context, ['deleteAssetHook', args], (tx) => remove(tx, args, context));
  }

  private async store(
    tx: Tx,
    { asset, description = null, reason = null }: CreateAssetHookInput,
    context: RequestContext,
  ): Promise<{ id: string } | Refused> {
    const wrong = assetUpdateProblem({ asset, extra: {}, partition: null });
    if (wrong !== null) return refuse('INVALID', wrong);
    if ((description?.length ?? 0) > LONGEST_DESCRIPTION)
      return refuse('INVALID', `description: at most ${LONGEST_DESCRIPTION} characters`);
    const [id, actor] = [uuid7(), actorOf(context.principal)];
    const sealed = sealHookSecret(this.options.key, id, newHookSecret());
    // known from now on, so that it is listed before its first event
    await tx.query('insert into assets (name) values ($1) on conflict (name) do nothing', [asset]);
    await tx.query(INSERT, [id, asset, description, sealed, actor.kind, actor.id, actor.name]);
    await tell(tx, asset, context, { type: 'AssetHookCreated', payload: { hookId: id, asset, description }, reason });
    return { id };
  }
}

async function remove(
  tx: Tx,
  { id, reason = null }: DeleteByIdArgs,
  context: RequestContext,
): Promise<{ id: string } | Refused> {
  const { rows } = await tx.query<{ asset: string }>('delete from hooks where id = $1 returning asset', [id]);
  const row = rows[0];
  if (row === undefined) return refuse('NOT_FOUND', `no hook "${id}"`);
  const payload = { hookId: id, asset: row.asset };
  await tell(tx, row.asset, context, { type: 'AssetHookDeleted', payload, reason });
  return { id };
}

const tell = async (tx: Tx, asset: string, context: RequestContext, told: Told): Promise<void> => {
  await appendToStream(tx, assetStream(asset), [eventOf(context, told)]);
};

const INSERT = `
insert into hooks (id, asset, description, secret, created_by_kind, created_by_id, created_by_name) values ($1, $2, $3, $4, $5, $6, $7)`;

const hookModel = (row: HookEntity): AssetHookModel => ({
  ...{ id: row.id, asset: row.asset, description: row.description, path: `/hooks/${row.id}` },
  createdAt: row.createdAt,
  createdBy: { kind: row.createdByKind, id: row.createdById, name: row.createdByName },
  lastSeenAt: row.lastSeenAt,
});
