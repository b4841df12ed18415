import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Pool } from 'pg';
import { Repository } from 'typeorm';
import { readRows } from '../platform/database/reading.js';
import { type PageArgs, pageSize, readPage } from '../platform/graphql/page.js';
import { loaderOf, type RequestContext } from '../platform/graphql/request-context.js';
import { AssetEntity } from './asset-catalog.entity.js';
import type { AssetFilter } from './asset-catalog.input.js';
import type { AssetConnection, AssetModel, AssetQueueModel, AssetReferenceModel } from './asset-catalog.model.js';

const LARGEST_PAGE = 100;

export type AssetRole = 'schedule' | 'inlet' | 'outlet';

/** What is asked about assets: who writes them, who waits for them, what waits. */
@Injectable()
export class AssetQueries {
  constructor(
    @InjectRepository(AssetEntity) private readonly assets: Repository<AssetEntity>,
    @Inject(Pool) private readonly pool: Pool,
  ) {}

  async asset(name: string): Promise<AssetModel | null> {
    const row = await this.assets.findOneBy({ name });
    return row === null ? null : assetModel(row);
  }

  /** By name. */
  page(args: PageArgs & { filter?: AssetFilter | null }): Promise<AssetConnection> {
    const query = this.assets.createQueryBuilder('a').where('true');
    const { search, dagId } = args.filter ?? {};
    if (search) query.andWhere('a.name ilike :search', { search: `%${search.replace(/[\\%_]/g, '\\$&')}%` });
    if (dagId != null) query.andWhere(NAMED_BY, { dagId });
    const keys = [{ property: 'name', type: 'text' }] as const;
    const size = pageSize(args, 25, LARGEST_PAGE);
    return readPage({ query, keys, descending: false, size, after: args.after }, assetModel);
  }

  /** What latest versions say of it, by DAG and task. */
  async references(context: RequestContext, asset: string, role: AssetRole): Promise<AssetReferenceModel[]> {
    const load = (names: readonly string[]) => this.loadReferences(names);
    const all = await loaderOf(context, REFERENCES, load).load(asset);
    return all.filter((reference) => reference.role === role);
  }

  queues(context: RequestContext, asset: string): Promise<AssetQueueModel[]> {
    return loaderOf(context, QUEUES, (names: readonly string[]) => this.loadQueues(names)).load(asset);
  }

  private async loadReferences(names: readonly string[]): Promise<FoundReference[][]> {
    const rows = await readRows<FoundReference>(this.pool, REFERENCES.sql, [names]);
    return names.map((name) => rows.filter((row) => row.asset === name));
  }

  private async loadQueues(names: readonly string[]): Promise<AssetQueueModel[][]> {
    const rows = await readRows<AssetQueueModel & { asset: string }>(this.pool, QUEUES.sql, [names]);
    return names.map((name) => rows.filter((row) => row.asset === name));
  }
}

interface FoundReference extends AssetReferenceModel {
  asset: string;
  role: AssetRole;
}

const NAMED_BY = `exists (
  select 1 from asset_references r join dags d on d.id = r.dag_id and d.latest_version = r.version
  left join asset_aliases l on r.is_alias and l.alias = r.asset
  where d.id = :dagId and coalesce(l.asset, r.asset) = a.name)`;

/** An alias stands for the assets that were updated by way of it. */
const REFERENCES = {
  sql: `
select coalesce(l.asset, r.asset) as asset, r.dag_id as "dagId", r.task_id as "taskId", r.role, l.alias
from (
  select r.*, null::text as via from asset_references r where not r.is_alias and r.asset = any($1)
  union all
  select r.*, l.asset from asset_aliases l join asset_references r on r.is_alias and r.asset = l.alias where l.asset = any($1)
) r
join dags d on d.id = r.dag_id and d.latest_version = r.version
left join asset_aliases l on r.is_alias and l.alias = r.asset and l.asset = r.via
order by r.dag_id, r.task_id, l.alias`,
};

const QUEUES = {
  sql: `
select asset, dag_id as "dagId", count(*)::int as events, min(queued_at) as since
from asset_queue where asset = any($1) group by 1, 2 order by 2`,
};

const assetModel = ({ name, assetGroup, firstSeen }: AssetEntity): AssetModel => ({
  name,
  group: assetGroup,
  firstSeen,
});
