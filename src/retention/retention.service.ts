import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { versionModel } from '../dags/index.js';
import type { JsonObject } from '../domain/json.js';
import type { Tx } from '../platform/database/transaction.js';
import { isRefused, type Refused } from '../platform/graphql/idempotency.js';
import { eventOf, Mutations } from '../platform/graphql/mutations.js';
import { pageSize, readPage } from '../platform/graphql/page.js';
import { dagNotFound, refusedModel } from '../platform/graphql/refusal.model.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { deleteDag, type DeletedDag } from './delete-dag.js';
import { DeletedDagVersionEntity } from './retention.entity.js';
import type { DeleteDagArgs, DeletedDagVersionsArgs } from './retention.input.js';
import type { DeleteDagResult, DeletedDagVersionConnection } from './retention.model.js';

const LARGEST_PAGE = 100;

/** What somebody deletes, and what stays of it. */
@Injectable()
export class RetentionService {
  constructor(
    @Inject(Mutations) private readonly mutations: Mutations,
    @InjectRepository(DeletedDagVersionEntity) private readonly deleted: Repository<DeletedDagVersionEntity>,
  ) {}

  async deleteDag(args: DeleteDagArgs, context: RequestContext): Promise<DeleteDagResult> {
    const mutation = { operation: 'deleteDag', input: { ...args }, idempotencyKey: args.idempotencyKey ?? null };
    const answer = await this.mutations.run(context, mutation, (tx) => this.delete(tx, args, context));
    if (isRefused(answer)) return refusedModel(answer.refused);
    if (answer.deleted === null) return dagNotFound(args.dagId);
    return { __typename: 'DagDeleted', dagId: args.dagId, ...answer.deleted };
  }

  /** The latest first. */
  versions(args: DeletedDagVersionsArgs): Promise<DeletedDagVersionConnection> {
    const query = this.deleted.createQueryBuilder('v').where('v.dagId = :dagId', { dagId: args.dagId });
    const keys = [{ property: 'number', type: 'integer' }] as const;
    const size = pageSize(args, 25, LARGEST_PAGE);
    return readPage({ query, keys, descending: true, size, after: args.after }, versionModel);
  }

  private async delete(
    tx: Tx,
    { dagId, reason }: DeleteDagArgs,
    context: RequestContext,
  ): Promise<{ deleted: DeletedDag | null } | Refused> {
    const tell = (payload: JsonObject) => eventOf(context, { type: 'DagDeleted', payload, reason, dagId });
    const answer = await deleteDag(tx, dagId, tell);
    return answer !== null && 'refused' in answer ? answer : { deleted: answer };
  }
}
