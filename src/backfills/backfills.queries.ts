import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Pool } from 'pg';
import { In, Repository } from 'typeorm';
import { MOST_DATES } from '../domain/backfills/index.js';
import type { JsonObject } from '../domain/json.js';
import { readRow, readRows } from '../platform/database/reading.js';
import { pageSize, readPage } from '../platform/graphql/page.js';
import { loaderOf, type RequestContext } from '../platform/graphql/request-context.js';
import { BackfillEntity } from './backfills.entity.js';
import type { BackfillDatesArgs, BackfillsArgs } from './backfills.input.js';
import type {
  BackfillConnection,
  BackfillCounts,
  BackfillDateModel,
  BackfillModel,
  BackfillSkipModel,
} from './backfills.model.js';

const LARGEST_PAGE = 100;
const USUAL_DATES = 1_000;

/** What is asked about backfills. */
@Injectable()
export class BackfillQueries {
  constructor(
    @InjectRepository(BackfillEntity) private readonly backfills: Repository<BackfillEntity>,
    @Inject(Pool) private readonly pool: Pool,
  ) {}

  async backfill(id: string): Promise<BackfillModel | null> {
    const row = await this.backfills.findOneBy({ id });
    return row === null ? null : backfillModel(row);
  }

  /** Newest first. */
  page({ dagId, states, first, after }: BackfillsArgs): Promise<BackfillConnection> {
    const query = this.backfills.createQueryBuilder('b').where('true');
    if (dagId != null) query.andWhere('b.dagId = :dagId', { dagId });
    if (states != null) query.andWhere('b.state = any(:states)', { states });
    const keys = [
      { property: 'createdAt', type: 'timestamptz' },
      { property: 'id', type: 'text' },
    ] as const;
    const size = pageSize({ first: first ?? null }, 25, LARGEST_PAGE);
    return readPage({ query, keys, descending: true, size, after }, backfillModel);
  }

  /** The backfill that made a run, or did it again last; null for other runs. */
  async ofRun(context: RequestContext, dagRunId: string): Promise<BackfillModel | null> {
    return loaderOf(context, OF_RUN, (ids: readonly string[]) => this.ofRuns(ids)).load(dagRunId);
  }

  counts(context: RequestContext, { id, preview }: BackfillModel): Promise<BackfillCounts> {
    if (preview !== null) {
      const total = preview.planned.length;
      return Promise.resolve({ total, pending: total, skipped: preview.skipped.length, finished: 0, failed: 0 });
    }
    return loaderOf(context, COUNTS, (ids: readonly string[]) => this.count(ids)).load(id);
  }

  /** Why a backfill that is RUNNING makes and starts no runs; null where nothing keeps it back. */
  async waits(context: RequestContext, { id, dagId, preview }: BackfillModel): Promise<string | null> {
    if (preview !== null) return null;
    const kept = await loaderOf(context, KEPT_BACK, (ids: readonly string[]) => this.keptBack(ids)).load(id);
    return kept ? `the DAG "${dagId}" is paused: its runs begin when it is unpaused` : null;
  }

  async skipped({ id, preview }: BackfillModel, args: BackfillDatesArgs): Promise<BackfillSkipModel[]> {
    const size = pageSize(args, USUAL_DATES, MOST_DATES);
    return preview === null ? readRows(this.pool, SKIPPED, [id, size]) : preview.skipped.slice(0, size);
  }

  async planned({ id, preview }: BackfillModel, args: BackfillDatesArgs): Promise<BackfillDateModel[]> {
    const size = pageSize(args, USUAL_DATES, MOST_DATES);
    if (preview !== null) return preview.planned.slice(0, size);
    const rows = await readRows<PendingRow>(this.pool, PENDING, [id, size]);
    return rows.map(({ start, end, ...row }) => ({ ...row, dataInterval: { start, end } }));
  }

  /** Differs after every change that can be seen of it; null where it is not there. */
  async mark(id: string): Promise<string | null> {
    return (await readRow<{ mark: string }>(this.pool, MARK, [id]))?.mark ?? null;
  }

  private async keptBack(ids: readonly string[]): Promise<boolean[]> {
    const rows = await readRows<{ id: string }>(this.pool, KEPT_BACK.sql, [ids]);
    return ids.map((id) => rows.some((row) => row.id === id));
  }

  private async count(ids: readonly string[]): Promise<BackfillCounts[]> {
    const rows = await readRows<BackfillCounts & { id: string }>(this.pool, COUNTS.sql, [ids]);
    const none = { total: 0, pending: 0, skipped: 0, finished: 0, failed: 0 };
    return ids.map((id) => rows.find((row) => row.id === id) ?? none);
  }

  private async ofRuns(ids: readonly string[]): Promise<(BackfillModel | null)[]> {
    const pairs = await readRows<{ run: string; backfill: string }>(this.pool, OF_RUN.sql, [ids]);
    const rows = await this.backfills.findBy({ id: In(pairs.map(({ backfill }) => backfill)) });
    const found = new Map(rows.map((row) => [row.id, backfillModel(row)]));
    return ids.map((id) => found.get(pairs.find(({ run }) => run === id)?.backfill ?? '') ?? null);
  }
}

interface PendingRow extends Omit<BackfillDateModel, 'dataInterval'> {
  start: string;
  end: string;
}

const OF_RUN = {
  sql: `select id as run, backfill_id as backfill from dag_runs where id = any($1) and backfill_id is not null`,
};

/** A run whose row was deleted since had ended. */
const COUNTS = {
  sql: `
select d.backfill_id as id,
  count(*) filter (where d.state <> 'skipped')::int as total,
  count(*) filter (where d.state = 'pending')::int as pending,
  count(*) filter (where d.state = 'skipped')::int as skipped,
  count(*) filter (where d.dag_run_id is not null and (r.id is null or r.ended_at is not null))::int as finished,
  count(*) filter (where r.state = 'FAILED')::int as failed
from backfill_dates d left join dag_runs r on r.id = d.dag_run_id where d.backfill_id = any($1) group by 1`,
};

/** What runs already goes on: only dates and queued runs wait. */
const KEPT_BACK = {
  sql: `
select b.id from backfills b join dags d on d.id = b.dag_id
where b.id = any($1) and b.state = 'RUNNING' and d.paused and (
  exists (select 1 from backfill_dates x where x.backfill_id = b.id and x.state = 'pending')
  or exists (select 1 from dag_runs r where r.backfill_id = b.id and r.admitted_at is null and r.ended_at is null))`,
};

const SKIPPED = `
select logical_date as "logicalDate", reason from backfill_dates where backfill_id = $1 and state = 'skipped' order by ordinal limit $2`;

const PENDING = `
select d.ordinal, d.logical_date as "logicalDate", d.interval_start as start, d.interval_end as end,
  case when exists (select 1 from dag_runs r where r.dag_id = b.dag_id and r.logical_date = d.logical_date) then 'REPROCESS' else 'CREATE' end as action
from backfill_dates d join backfills b on b.id = d.backfill_id where d.backfill_id = $1 and d.state = 'pending' order by d.ordinal limit $2`;

const MARK = `
select concat_ws('/', b.state, (select d.paused from dags d where d.id = b.dag_id), (select concat_ws('/', count(*), count(*) filter (where d.state = 'skipped'), count(d.dag_run_id), count(r.ended_at))
  from backfill_dates d left join dag_runs r on r.id = d.dag_run_id where d.backfill_id = b.id)) as mark
from backfills b where b.id = $1`;

const backfillModel = (row: BackfillEntity): BackfillModel => ({
  id: row.id,
  dagId: row.dagId,
  from: row.fromDate,
  to: row.toDate,
  state: row.state,
  maxActiveRuns: row.maxActiveRuns,
  reprocess: row.reprocess,
  runBackwards: row.runBackwards,
  onLatestVersion: row.onLatestVersion,
  conf: row.conf as JsonObject,
  reason: row.reason,
  createdAt: row.createdAt,
  createdBy: { kind: row.createdByKind, id: row.createdById, name: row.createdByName },
  endedAt: row.endedAt,
  dryRun: false,
  preview: null,
});
