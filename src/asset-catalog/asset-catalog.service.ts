import { Inject, Injectable } from '@nestjs/common';
import { recordAssetEvents } from '../assets/index.js';
import { assetUpdateProblem } from '../domain/assets/asset-update-problem.js';
import { appendToStream } from '../event-store/index.js';
import type { Tx } from '../platform/database/transaction.js';
import { isRefused, refuse, type Refused } from '../platform/graphql/idempotency.js';
import { eventOf, Mutations } from '../platform/graphql/mutations.js';
import { actorOf } from '../platform/graphql/principal.js';
import { refusedModel } from '../platform/graphql/refusal.model.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { nowInstant } from '../platform/instant.js';
import type { DeleteQueuedAssetEventsInput, EmitAssetEventInput } from './asset-catalog.input.js';
import type { DeleteQueuedAssetEventsResult, EmitAssetEventResult } from './asset-catalog.model.js';
import { AssetEventQueries } from './asset-events.queries.js';

/** What people change about assets. */
@Injectable()
export class AssetCatalogService {
  constructor(
    @Inject(Mutations) private readonly mutations: Mutations,
    @Inject(AssetEventQueries) private readonly events: AssetEventQueries,
  ) {}

  async emit(input: EmitAssetEventInput, context: RequestContext): Promise<EmitAssetEventResult> {
    const mutation = { operation: 'emitAssetEvent', input, idempotencyKey: input.idempotencyKey ?? null };
    const answer = await this.mutations.run(context, mutation, (tx) => record(tx, input, context));
    if (isRefused(answer)) return refusedModel(answer.refused);
    const event = await this.events.event(answer.id);
    if (event === null) return refusedModel({ code: 'NOT_FOUND', message: 'the event was forgotten meanwhile' });
    return { __typename: 'AssetEventEmitted', event };
  }

  async deleteQueued(
    input: DeleteQueuedAssetEventsInput,
    context: RequestContext,
  ): Promise<DeleteQueuedAssetEventsResult> {
    const mutation = { operation: 'deleteQueuedAssetEvents', input, idempotencyKey: input.idempotencyKey ?? null };
    const answer = await this.mutations.run(context, mutation, (tx) => forget(tx, input, context));
    if (isRefused(answer)) return refusedModel(answer.refused);
    return { __typename: 'QueuedAssetEventsDeleted', dagId: input.dagId, deleted: answer.deleted };
  }
}

/** Only of an asset that somebody knows: a slip of the pen would wake nobody, in silence. */
async function record(tx: Tx, input: EmitAssetEventInput, context: RequestContext): Promise<{ id: string } | Refused> {
  const update = { asset: input.asset, extra: input.extra ?? {}, partition: input.partition ?? null };
  if (typeof update.extra !== 'object' || Array.isArray(update.extra))
    return refuse('INVALID', 'extra: give an object');
  const wrong = assetUpdateProblem(update);
  if (wrong !== null) return refuse('INVALID', wrong);
  const { rowCount } = await tx.query('select 1 from assets where name = $1', [input.asset]);
  if (rowCount === 0) return refuse('NOT_FOUND', `no asset "${input.asset}": no DAG names it, and no hook`);
  const by = { source: null, actor: actorOf(context.principal), reason: input.reason ?? null };
  const [event] = await recordAssetEvents(tx, [{ ...update, ...by, occurredAt: nowInstant() }]);
  if (event === undefined) throw new Error('an update was not recorded');
  return { id: event.id };
}

/** Under the lock of the DAG's row, as a run that takes them. */
async function forget(
  tx: Tx,
  { dagId, asset = null, reason = null }: DeleteQueuedAssetEventsInput,
  context: RequestContext,
): Promise<{ deleted: number } | Refused> {
  const { rowCount } = await tx.query('select 1 from dags where id = $1 for no key update', [dagId]);
  if (rowCount === 0) return refuse('NOT_FOUND', `no dag "${dagId}" is registered`);
  const { rows } = await tx.query<{ asset: string; events: number }>(DELETE, [dagId, asset]);
  const deleted = rows.reduce((sum, row) => sum + row.events, 0);
  if (deleted === 0) return { deleted };
  const payload = { assets: Object.fromEntries(rows.map((row) => [row.asset, row.events])) };
  const told = { type: 'QueuedAssetEventsDeleted', payload, reason, dagId };
  await appendToStream(tx, `dag-${dagId}`, [eventOf(context, told)]);
  return { deleted };
}

const DELETE = `
with gone as (delete from asset_queue where dag_id = $1 and ($2::text is null or asset = $2) returning asset)
select asset, count(*)::int as events from gone group by asset order by asset`;
