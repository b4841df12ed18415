import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Pool } from 'pg';
import { Repository } from 'typeorm';
import { ID_HINT, ID_PATTERN } from '../domain/dag/schema/values.js';
import { appendToStream } from '../event-store/index.js';
import type { Tx } from '../platform/database/transaction.js';
import { isRefused, refuse, type Refused } from '../platform/graphql/idempotency.js';
import { eventOf, Mutations, type Told } from '../platform/graphql/mutations.js';
import { actorOf } from '../platform/graphql/principal.js';
import type { DeleteByNameArgs } from '../platform/graphql/reasoned.input.js';
import { type DeletedModel, type RefusedModel, refusedModel } from '../platform/graphql/refusal.model.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { listPools } from './list-pools.js';
import { LimitEntity } from './pools.entity.js';
import type { SetPoolInput, SetTaskLimitInput } from './pools.input.js';
import type { PoolModel, SetPoolResult, SetTaskLimitResult } from './pools.model.js';
import { storeLimit } from './store-pool.js';

/** The slots of pool `default` are rows; -1 is for whoever wants no limit. */
const MOST_SLOTS = 10_000;
const GLOBAL = { kind: 'global', id: 'all' } as const;

@Injectable()
export class PoolsService {
  constructor(
    @InjectRepository(LimitEntity) private readonly limits: Repository<LimitEntity>,
    @Inject(Pool) private readonly pool: Pool,
    @Inject(Mutations) private readonly mutations: Mutations,
  ) {}

  list(): Promise<PoolModel[]> {
    return listPools(this.pool);
  }

  async taskLimit(): Promise<number | null> {
    return (await this.limits.findOneBy(GLOBAL))?.slots ?? null;
  }

  async set(input: SetPoolInput, context: RequestContext): Promise<SetPoolResult> {
    const mutation = { operation: 'setPool', input, idempotencyKey: input.idempotencyKey ?? null };
    const answer = await this.mutations.run(context, mutation, (tx) => this.save(tx, input, context));
    if (isRefused(answer)) return refusedModel(answer.refused);
    const [pool] = await listPools(this.pool, input.name);
    if (pool === undefined)
      return refusedModel({ code: 'NOT_FOUND', message: `pool "${input.name}" was deleted meanwhile` });
    return { __typename: 'PoolSaved', pool };
  }

  delete(args: DeleteByNameArgs, context: RequestContext): Promise<DeletedModel | RefusedModel> {
    return this.mutations.delete(context, ['deletePool', args], (tx) => this.remove(tx, args, context));
  }

  async setTaskLimit(input: SetTaskLimitInput, context: RequestContext): Promise<SetTaskLimitResult> {
    const mutation = { operation: 'setTaskLimit', input, idempotencyKey: input.idempotencyKey ?? null };
    const answer = await this.mutations.run(context, mutation, (tx) => this.saveTaskLimit(tx, input, context));
    return isRefused(answer)
      ? refusedModel(answer.refused)
      : { __typename: 'TaskLimitSaved', slots: input.slots ?? null };
  }

  private async save(tx: Tx, input: SetPoolInput, context: RequestContext): Promise<{ name: string } | Refused> {
    const { name, slots, description = null, reason = null } = input;
    if (!ID_PATTERN.test(name)) return refuse('INVALID', `name: ${ID_HINT}, as "pool" of a task`);
    if (slots < -1 || slots > MOST_SLOTS)
      return refuse('INVALID', `slots: 0 to ${MOST_SLOTS}, or -1 for a pool without a limit`);
    const includeDeferred = input.includeDeferred ?? false;
    await storeLimit(tx, { kind: 'pool', id: name, slots, includeDeferred, description }, actorOf(context.principal));
    const payload = { name, slots, includeDeferred, description };
    await tell(tx, name, context, { type: 'PoolSet', payload, reason });
    return { name };
  }

  private async remove(
    tx: Tx,
    { name, reason = null }: DeleteByNameArgs,
    context: RequestContext,
  ): Promise<{ name: string } | Refused> {
    if (name === 'default') return refuse('ILLEGAL_STATE', 'pool "default" cannot be deleted; set its slots instead');
    const { rowCount } = await tx.query(`delete from limits where kind = 'pool' and id = $1`, [name]);
    if (rowCount === 0) return refuse('NOT_FOUND', `no pool "${name}"`);
    await tell(tx, name, context, { type: 'PoolDeleted', payload: { name }, reason });
    return { name };
  }

  private async saveTaskLimit(tx: Tx, input: SetTaskLimitInput, context: RequestContext): Promise<object> {
    const { slots = null, reason = null } = input;
    if (slots !== null && slots < 0) return refuse('INVALID', 'slots: 0 or more, or null for no limit');
    const actor = actorOf(context.principal);
    if (slots === null) await tx.query(`delete from limits where kind = 'global'`);
    else await storeLimit(tx, { ...GLOBAL, slots, includeDeferred: false, description: null }, actor);
    await appendToStream(tx, 'service-limits', [
      eventOf(context, { type: 'TaskLimitSet', payload: { slots }, reason }),
    ]);
    return {};
  }
}

const tell = async (tx: Tx, name: string, context: RequestContext, told: Told): Promise<void> => {
  await appendToStream(tx, `pool-${name}`, [eventOf(context, told)]);
};
