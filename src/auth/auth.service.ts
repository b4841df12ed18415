import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import type { Actor } from '../domain/events/actor.js';
import type { Tx } from '../platform/database/transaction.js';
import { parseDuration } from '../domain/time/duration.js';
import { isRefused, refuse, type Refused } from '../platform/graphql/idempotency.js';
import { eventOf, Mutations } from '../platform/graphql/mutations.js';
import { actorOf } from '../platform/graphql/principal.js';
import type { DeleteByIdArgs } from '../platform/graphql/reasoned.input.js';
import { type DeletedModel, type RefusedModel, refusedModel } from '../platform/graphql/refusal.model.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { seal, unseal } from '../platform/secrets/seal.js';
import { ServiceOptions } from '../platform/service-options.js';
import { uuid7 } from '../platform/uuid7.js';
import { appendToStream } from '../event-store/index.js';
import { ApiTokenEntity } from './auth.entity.js';
import { CreateTokenInput } from './auth.input.js';
import { apiToken, type ApiTokenModel, type TokenCreatedModel } from './auth.model.js';
import { accessStream, storeToken } from './store-token.js';
import { newTokenSecret } from './token-secret.js';

const LONGEST_NAME = 100;
/** Ten years: longer is a slip of the pen. */
const LONGEST_LIFE_MS = 3_653 * 86_400_000;

@Injectable()
export class AuthService {
  constructor(
    @InjectRepository(ApiTokenEntity) private readonly tokens: Repository<ApiTokenEntity>,
    @Inject(Mutations) private readonly mutations: Mutations,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {}

  viewer(context: RequestContext): Actor {
    return actorOf(context.principal);
  }

  async list(): Promise<ApiTokenModel[]> {
    return (await this.tokens.find({ order: { createdAt: 'DESC', id: 'DESC' } })).map(apiToken);
  }

  async create(input: CreateTokenInput, context: RequestContext): Promise<TokenCreatedModel | RefusedModel> {
    const mutation = { operation: 'createToken', input, idempotencyKey: input.idempotencyKey ?? null };
    const answer = await this.mutations.run(context, mutation, (tx) => this.store(tx, input, context));
    if (isRefused(answer)) return refusedModel(answer.refused);
    const row = await this.tokens.findOneByOrFail({ id: answer.id });
    const secret = unseal(this.options.key, Buffer.from(answer.sealed, 'base64'), `token:${answer.id}`);
    return { __typename: 'TokenCreated', token: apiToken(row), secret };
  }

  revoke(args: DeleteByIdArgs, context: RequestContext): Promise<DeletedModel | RefusedModel> {
    return this.mutations.delete(context, ['revokeToken', args], (tx) => this.end(tx, args, context));
  }

  /** The secret stands sealed in the answer, because the same idempotency key must get the same answer. */
  private async store(
    tx: Tx,
    input: CreateTokenInput,
    context: RequestContext,
  ): Promise<{ id: string; sealed: string } | Refused> {
    const lifeMs = input.expiresIn == null ? null : (parseDuration(input.expiresIn) ?? 0);
    const refusal = refuseToken(input, lifeMs);
    if (refusal !== null) return refusal;
    const expiresAt = lifeMs === null ? null : new Date(Date.now() + lifeMs).toISOString();
    const [id, secret] = [uuid7(), newTokenSecret()];
    const permissions = [...new Set(input.permissions)];
    const token = { id, name: input.name, permissions, secret, expiresAt, createdBy: actorOf(context.principal) };
    await storeToken(tx, token, eventOf(context, { type: 'TokenCreated', payload: {}, reason: input.reason }));
    return { id, sealed: seal(this.options.key, secret, `token:${id}`).toString('base64') };
  }

  private async end(
    tx: Tx,
    { id, reason = null }: DeleteByIdArgs,
    context: RequestContext,
  ): Promise<{ id: string } | Refused> {
    const { rows } = await tx.query<{ name: string; revoked: boolean }>(
      'select name, revoked_at is not null as revoked from api_tokens where id::text = $1 for update',
      [id],
    );
    const row = rows[0];
    if (row === undefined) return refuse('NOT_FOUND', `no token "${id}"`);
    if (row.revoked) return { id };
    await tx.query('update api_tokens set revoked_at = clock_timestamp() where id::text = $1', [id]);
    const told = { type: 'TokenRevoked', payload: { tokenId: id, name: row.name }, reason };
    await appendToStream(tx, accessStream(id), [eventOf(context, told)]);
    return { id };
  }
}

function refuseToken(input: CreateTokenInput, lifeMs: number | null): Refused | null {
  if (input.name.trim() === '' || input.name.length > LONGEST_NAME)
    return refuse('INVALID', `name: 1 to ${LONGEST_NAME} characters`);
  if (input.permissions.length === 0)
    return refuse('INVALID', 'permissions: at least one of READ, RUN, WRITE, AUDIT, ADMIN');
  if (lifeMs === null || (lifeMs > 0 && lifeMs <= LONGEST_LIFE_MS)) return null;
  return refuse(
    'INVALID',
    'expiresIn: longer than nothing and at most ten years; leave it out for a token without end',
  );
}
