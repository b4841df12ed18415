import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import { loaderOf, type RequestContext } from '../platform/graphql/request-context.js';
import { type PageArgs, pageSize, readPage } from '../platform/graphql/page.js';
import { DagEntity, DagVersionEntity } from './dags.entity.js';
import type { DagFilter } from './dags.input.js';
import type { DagConnection, DagModel, DagVersionConnection, DagVersionModel } from './dags.model.js';

interface VersionKey {
  dagId: string;
  number: number;
}

const LARGEST_PAGE = 100;

/** What is asked about DAGs and their versions. */
@Injectable()
export class DagQueries {
  constructor(
    @InjectRepository(DagEntity) private readonly dags: Repository<DagEntity>,
    @InjectRepository(DagVersionEntity) private readonly versions: Repository<DagVersionEntity>,
  ) {}

  async dag(id: string): Promise<DagModel | null> {
    const row = await this.dags.findOneBy({ id });
    return row === null ? null : dagModel(row);
  }

  /** Those that are there, by id. */
  async dagsOf(ids: readonly string[]): Promise<ReadonlyMap<string, DagModel>> {
    const rows = await this.dags.findBy({ id: In([...new Set(ids)]) });
    return new Map(rows.map((row) => [row.id, dagModel(row)]));
  }

  page(args: PageArgs & { filter?: DagFilter | null }): Promise<DagConnection> {
    const query = this.dags.createQueryBuilder('d');
    const { search, tags, owners, paused } = args.filter ?? {};
    if (search)
      query.andWhere(`(d.id ilike :search or d.description ilike :search)`, { search: `%${escapeLike(search)}%` });
    if (tags) query.andWhere('d.tags && :tags', { tags });
    if (owners) query.andWhere('d.owners && :owners', { owners });
    if (paused != null) query.andWhere('d.paused = :paused', { paused });
    const keys = [
      { property: 'createdAt', type: 'timestamptz' },
      { property: 'id', type: 'text' },
    ] as const;
    return readPage(
      { query, keys, descending: true, size: pageSize(args, 25, LARGEST_PAGE), after: args.after },
      dagModel,
    );
  }

  version(context: RequestContext, key: VersionKey): Promise<DagVersionModel | null> {
    const loader = loaderOf(context, this.versions, (keys: readonly VersionKey[]) => this.loadVersions(keys), textOf);
    return loader.load(key);
  }

  versionPage(dagId: string, args: PageArgs): Promise<DagVersionConnection> {
    const query = this.versions.createQueryBuilder('v').where('v.dagId = :dagId', { dagId });
    const keys = [{ property: 'number', type: 'integer' }] as const;
    return readPage(
      { query, keys, descending: true, size: pageSize(args, 25, LARGEST_PAGE), after: args.after },
      versionModel,
    );
  }

  private async loadVersions(keys: readonly VersionKey[]): Promise<(DagVersionModel | null)[]> {
    const dagId = In([...new Set(keys.map((key) => key.dagId))]);
    const number = In([...new Set(keys.map((key) => key.number))]);
    const rows = await this.versions.findBy({ dagId, number });
    const found = new Map(rows.map((row) => [textOf(row), versionModel(row)]));
    return keys.map((key) => found.get(textOf(key)) ?? null);
  }
}

const textOf = (key: VersionKey): string => `${key.number}/${key.dagId}`;
const escapeLike = (text: string): string => text.replace(/[\\%_]/g, (sign) => `\\${sign}`);

export const dagModel = (row: DagEntity): DagModel => ({
  id: row.id,
  description: row.description,
  owners: row.owners,
  tags: row.tags,
  paused: row.paused,
  latestNumber: row.latestVersion,
});

export const versionModel = (row: DagVersionEntity): DagVersionModel => ({
  dagId: row.dagId,
  number: row.number,
  hash: row.hash,
  spec: row.spec,
  registeredAt: row.registeredAt,
  registeredBy: { kind: row.registeredByKind, id: row.registeredById, name: row.registeredByName },
});
