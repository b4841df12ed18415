import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { appendToStream } from '../event-store/index.js';
import type { Tx } from '../platform/database/transaction.js';
import { isRefused, refuse, type Refused } from '../platform/graphql/idempotency.js';
import { eventOf, Mutations } from '../platform/graphql/mutations.js';
import { actorOf } from '../platform/graphql/principal.js';
import type { DeleteByNameArgs } from '../platform/graphql/reasoned.input.js';
import { type DeletedModel, type RefusedModel, refusedModel } from '../platform/graphql/refusal.model.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { ServiceOptions } from '../platform/service-options.js';
import { namesInEnv, variableFromEnv } from './environment.js';
import { sealVariable, unsealVariable } from './sealed-variable.js';
import { VariableEntity } from './variables.entity.js';
import type { SetVariableInput } from './variables.input.js';
import type { SetVariableResult, VariableInfoModel } from './variables.model.js';

const LONGEST_NAME = 250;
const LARGEST_VALUE = 1024 * 1024;
const streamOf = (name: string): string => `variable-${name}`;

@Injectable()
export class VariablesService {
  constructor(
    @InjectRepository(VariableEntity) private readonly variables: Repository<VariableEntity>,
    @Inject(Mutations) private readonly mutations: Mutations,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {}

  /** Both sources, by name; one that the environment has is shown as the environment has it, without its value. */
  async list(): Promise<VariableInfoModel[]> {
    const stored = await this.variables.find();
    const hidden = new Set(stored.map((row) => row.name.toLowerCase().replace(/[^a-z0-9]/g, '_')));
    const fromEnv = namesInEnv(this.options.env).filter((name) => !hidden.has(name));
    const shown = [...stored.map((row) => this.infoOf(row)), ...fromEnv.map(infoOfEnv)];
    return shown.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async set(input: SetVariableInput, context: RequestContext): Promise<SetVariableResult> {
    const { idempotencyKey = null, value, ...stored } = input;
    const mutation = { operation: 'setVariable', input, idempotencyKey, stored };
    const answer = await this.mutations.run(context, mutation, (tx) => this.save(tx, input, context));
    if (isRefused(answer)) return refusedModel(answer.refused);
    const row = await this.variables.findOneByOrFail({ name: input.name });
    const variable = { ...this.infoOf(row), source: 'DATABASE' as const, value: row.secret ? null : value };
    return { __typename: 'VariableSaved', variable };
  }

  delete(args: DeleteByNameArgs, context: RequestContext): Promise<DeletedModel | RefusedModel> {
    return this.mutations.delete(context, ['deleteVariable', args], (tx) => this.remove(tx, args, context));
  }

  private async save(tx: Tx, input: SetVariableInput, context: RequestContext): Promise<{ name: string } | Refused> {
    const { name, value, reason = null } = input;
    if (name.trim() === '' || name.length > LONGEST_NAME)
      return refuse('INVALID', `name: 1 to ${LONGEST_NAME} characters`);
    if (Buffer.byteLength(JSON.stringify(value)) > LARGEST_VALUE) {
      return refuse(
        'INVALID',
        'value: larger than 1 MiB; keep data in a file, a table or an object store and its place here',
      );
    }
    const [secret, actor] = [input.secret ?? false, actorOf(context.principal)];
    const sealed = sealVariable(this.options.key, name, value);
    await tx.query(UPSERT, [name, sealed, secret, actor.kind, actor.id, actor.name]);
    const told = { type: 'VariableSet', payload: { name, secret }, reason };
    await appendToStream(tx, streamOf(name), [eventOf(context, told)]);
    return { name };
  }

  private async remove(
    tx: Tx,
    { name, reason = null }: DeleteByNameArgs,
    context: RequestContext,
  ): Promise<{ name: string } | Refused> {
    const { rowCount } = await tx.query('delete from variables where name = $1', [name]);
    if (rowCount === 0 && variableFromEnv(this.options.env, name) !== undefined) {
      return refuse('ILLEGAL_STATE', `variable "${name}" comes from the environment; remove it there`);
    }
    if (rowCount === 0) return refuse('NOT_FOUND', `no variable "${name}"`);
    await appendToStream(tx, streamOf(name), [
      eventOf(context, { type: 'VariableDeleted', payload: { name }, reason }),
    ]);
    return { name };
  }

  private infoOf(row: VariableEntity): VariableInfoModel {
    if (variableFromEnv(this.options.env, row.name) !== undefined) return infoOfEnv(row.name);
    const value = row.secret ? null : unsealVariable(this.options.key, row.name, row.value);
    const updatedBy = { kind: row.updatedByKind, id: row.updatedById, name: row.updatedByName };
    return { name: row.name, value, secret: row.secret, source: 'DATABASE', updatedAt: row.updatedAt, updatedBy };
  }
}

const UPSERT = `
insert into variables (name, value, secret, updated_by_kind, updated_by_id, updated_by_name) values ($1, $2, $3, $4, $5, $6)
on conflict (name) do update set value = excluded.value, secret = excluded.secret, updated_at = clock_timestamp(),
  updated_by_kind = excluded.updated_by_kind, updated_by_id = excluded.updated_by_id, updated_by_name = excluded.updated_by_name`;

const infoOfEnv = (name: string): VariableInfoModel => ({
  ...{ name, value: null, secret: true, source: 'ENVIRONMENT', updatedAt: null, updatedBy: null },
});
