import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import type { Json, JsonObject } from '../domain/json.js';
import { appendToStream } from '../event-store/index.js';
import type { Tx } from '../platform/database/transaction.js';
import { isRefused, refuse, type Refused } from '../platform/graphql/idempotency.js';
import { eventOf, Mutations } from '../platform/graphql/mutations.js';
import { actorOf } from '../platform/graphql/principal.js';
import type { DeleteByIdArgs } from '../platform/graphql/reasoned.input.js';
import { type DeletedModel, type RefusedModel, refusedModel } from '../platform/graphql/refusal.model.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { maskExtra } from '../platform/secrets/mask-extra.js';
import { ServiceOptions } from '../platform/service-options.js';
import { type ConnectionFields, type GivenConnection, readConnection } from './connection-fields.js';
import { ConnectionEntity } from './connections.entity.js';
import type { SetConnectionInput } from './connections.input.js';
import type { ConnectionInfoModel, SetConnectionResult } from './connections.model.js';
import { connectionFromEnv, idsInEnv } from './environment.js';
import { sealConnection } from './sealed-connection.js';

const ID = /^[A-Za-z0-9_.-]{1,250}$/;
const streamOf = (id: string): string => `connection-${id}`;

@Injectable()
export class ConnectionsService {
  constructor(
    @InjectRepository(ConnectionEntity) private readonly connections: Repository<ConnectionEntity>,
    @Inject(Mutations) private readonly mutations: Mutations,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {}

  /** Both sources, by id; one that the environment names is shown as the environment has it. */
  async list(): Promise<ConnectionInfoModel[]> {
    const stored = await this.connections.find();
    const shown = new Map(stored.map((row) => [row.id, infoOfRow(row)]));
    const hidden = new Set(stored.map((row) => row.id.toLowerCase().replace(/[^a-z0-9]/g, '_')));
    const ids = [...shown.keys(), ...idsInEnv(this.options.env).filter((id) => !hidden.has(id))];
    for (const id of ids) {
      const found = connectionFromEnv(this.options.env, id);
      if (found !== null) shown.set(id, infoOfEnv(id, found));
    }
    return [...shown.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async set(input: SetConnectionInput, context: RequestContext): Promise<SetConnectionResult> {
    const mutation = { operation: 'setConnection', input, idempotencyKey: input.idempotencyKey ?? null };
    const answer = await this.mutations.run(context, mutation, (tx) => this.save(tx, input, context));
    if (isRefused(answer)) return refusedModel(answer.refused);
    const row = await this.connections.findOneByOrFail({ id: input.id });
    return { __typename: 'ConnectionSaved', connection: infoOfRow(row) };
  }

  delete(args: DeleteByIdArgs, context: RequestContext): Promise<DeletedModel | RefusedModel> {
    return this.mutations.delete(context, ['deleteConnection', args], (tx) => this.remove(tx, args, context));
  }

  private async save(tx: Tx, input: SetConnectionInput, context: RequestContext): Promise<{ id: string } | Refused> {
    const { id, reason } = input;
    if (!ID.test(id)) return refuse('INVALID', 'id: 1 to 250 letters, digits, - . and _');
    const fields = readConnection(givenBy(input));
    if ('problem' in fields) return refuse('INVALID', fields.problem);
    await this.store(tx, id, fields, context);
    const told = { type: 'ConnectionSet', payload: payloadOf(id, fields), reason };
    await appendToStream(tx, streamOf(id), [eventOf(context, told)]);
    return { id };
  }

  private async store(tx: Tx, id: string, fields: ConnectionFields, context: RequestContext): Promise<void> {
    const { type, host, port, database, login, password, extra } = fields;
    const actor = actorOf(context.principal);
    await tx.query(UPSERT, [
      ...[id, type, host, port, database, login, sealConnection(this.options.key, id, { password, extra })],
      ...[password !== null, JSON.stringify(maskExtra(extra)), actor.kind, actor.id, actor.name],
    ]);
  }

  private async remove(
    tx: Tx,
    { id, reason = null }: DeleteByIdArgs,
    context: RequestContext,
  ): Promise<{ id: string } | Refused> {
    const { rowCount } = await tx.query('delete from connections where id = $1', [id]);
    if (rowCount === 0 && connectionFromEnv(this.options.env, id) !== null) {
      return refuse('ILLEGAL_STATE', `connection "${id}" comes from the environment; remove it there`);
    }
    if (rowCount === 0) return refuse('NOT_FOUND', `no connection "${id}"`);
    const told = { type: 'ConnectionDeleted', payload: { connectionId: id }, reason };
    await appendToStream(tx, streamOf(id), [eventOf(context, told)]);
    return { id };
  }
}

const givenBy = ({ type, host, port, database, login, password, extra, uri }: SetConnectionInput): GivenConnection => ({
  ...{ type, host, port, database, login, password, uri },
  ...(extra === undefined ? {} : { extra }),
});

/** What the history may know: no password, and of `extra` its keys only. */
function payloadOf(connectionId: string, fields: ConnectionFields): JsonObject {
  const { password, extra, ...shown } = fields;
  return { connectionId, ...shown, hasPassword: password !== null, extraKeys: Object.keys(extra).sort() };
}

const UPSERT = `
insert into connections (id, type, host, port, database, login, secret, has_password, extra_public, updated_by_kind, updated_by_id, updated_by_name)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict (id) do update set type = excluded.type, host = excluded.host, port = excluded.port, database = excluded.database,
  login = excluded.login, secret = excluded.secret, has_password = excluded.has_password, extra_public = excluded.extra_public,
  updated_at = clock_timestamp(), updated_by_kind = excluded.updated_by_kind, updated_by_id = excluded.updated_by_id,
  updated_by_name = excluded.updated_by_name`;

const infoOfRow = (row: ConnectionEntity): ConnectionInfoModel => ({
  ...{ id: row.id, type: row.type, host: row.host, port: row.port, database: row.database, login: row.login },
  hasPassword: row.hasPassword,
  extra: row.extraPublic as JsonObject,
  source: 'DATABASE',
  updatedAt: row.updatedAt,
  updatedBy: { kind: row.updatedByKind, id: row.updatedById, name: row.updatedByName },
});

function infoOfEnv(id: string, found: ConnectionFields | { problem: string }): ConnectionInfoModel {
  const none = { host: null, port: null, database: null, login: null, hasPassword: false };
  const common = { source: 'ENVIRONMENT' as const, updatedAt: null, updatedBy: null };
  if ('problem' in found) return { id, type: 'invalid', ...none, extra: { problem: found.problem }, ...common };
  const { password, extra, ...shown } = found;
  return { id, ...shown, hasPassword: password !== null, extra: maskExtra(extra) as Json, ...common };
}
