import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Pool } from 'pg';
import { In, Repository } from 'typeorm';
import type { JsonObject } from '../domain/json.js';
import { readRows } from '../platform/database/reading.js';
import { type PageArgs, pageSize, readPage } from '../platform/graphql/page.js';
import { loaderOf, type RequestContext } from '../platform/graphql/request-context.js';
import { AssetEventEntity } from './asset-catalog.entity.js';
import type { AssetEventFilter } from './asset-catalog.input.js';
import type { AssetEventConnection, AssetEventModel } from './asset-catalog.model.js';

const LARGEST_PAGE = 100;

/** What is asked about updates of assets. */
@Injectable()
export class AssetEventQueries {
  constructor(
    @InjectRepository(AssetEventEntity) private readonly events: Repository<AssetEventEntity>,
    @Inject(Pool) private readonly pool: Pool,
  ) {}

  async event(id: string): Promise<AssetEventModel | null> {
    const row = await this.events.findOneBy({ id });
    return row === null ? null : assetEventModel(row);
  }

  /** Newest first. @param triggered the run that was made for the events */
  page(args: PageArgs, filter: AssetEventFilter & { triggered?: string }): Promise<AssetEventConnection> {
    const query = this.events.createQueryBuilder('e').where('true');
    for (const [condition, name, value] of conditions(filter))
      if (value != null) query.andWhere(condition, { [name]: value });
    const keys = [{ property: 'seq', type: 'bigint' }] as const;
    const size = pageSize(args, 25, LARGEST_PAGE);
    return readPage({ query, keys, descending: true, size, after: args.after }, assetEventModel);
  }

  /** The newest of an asset. */
  last(context: RequestContext, asset: string): Promise<AssetEventModel | null> {
    return loaderOf(context, LAST, (names: readonly string[]) => this.loadLast(names)).load(asset);
  }

  private async loadLast(names: readonly string[]): Promise<(AssetEventModel | null)[]> {
    const ids = await readRows<{ id: string }>(this.pool, LAST.sql, [names]);
    const rows = await this.events.findBy({ id: In(ids.map(({ id }) => id)) });
    const found = new Map(rows.map((row) => [row.asset, assetEventModel(row)]));
    return names.map((name) => found.get(name) ?? null);
  }
}

const LAST = {
  sql: `
select e.id from unnest($1::text[]) as a(name)
cross join lateral (select id from asset_events where asset = a.name order by seq desc limit 1) e`,
};

const conditions = (filter: AssetEventFilter & { triggered?: string }): [string, string, unknown][] => [
  ['e.asset = :asset', 'asset', filter.asset],
  ['e.partitionKey = :partition', 'partition', filter.partition],
  ['e.dagId = :dagId', 'dagId', filter.dagId],
  ['e.dagRunId = :dagRunId', 'dagRunId', filter.dagRunId],
  ['e.id in (select q.event_id from asset_queue q where q.dag_id = :queuedFor)', 'queuedFor', filter.queuedFor],
  [
    'e.id in (select t.event_id from triggering_asset_events t where t.dag_run_id = :triggered)',
    'triggered',
    filter.triggered,
  ],
];

const assetEventModel = (row: AssetEventEntity): AssetEventModel => ({
  ...{ id: row.id, asset: row.asset, partition: row.partitionKey, extra: row.extra as JsonObject, at: row.createdAt },
  actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
  ...{ alias: row.alias, watcher: row.watcher, dagId: row.dagId, dagRunId: row.dagRunId, runId: row.runId },
  ...{ taskId: row.taskId, mapIndex: row.mapIndex, tryNumber: row.tryNumber },
});
