import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Pool } from 'pg';
import { In, Repository } from 'typeorm';
import { DagQueries, type DagVersionModel } from '../dags/index.js';
import type { JsonObject } from '../domain/json.js';
import { explainCause } from '../domain/runs/explain-cause.js';
import type { RunCause } from '../domain/runs/run-cause.js';
import { readRows } from '../platform/database/reading.js';
import { type PageArgs, pageSize, readPage } from '../platform/graphql/page.js';
import { loaderOf, type RequestContext } from '../platform/graphql/request-context.js';
import { ServiceOptions } from '../platform/service-options.js';
import { runWorkflowId } from '../temporal/workflow-id.js';
import { DagRunEntity } from './runs.entity.js';
import type { DagRunFilter } from './runs.input.js';
import type {
  DagRunConnection,
  DagRunModel,
  StateCountModel,
  TemporalExecutionModel,
  TriggeringTaskModel,
} from './runs.model.js';

const LARGEST_PAGE = 100;

/** What is asked about runs. */
@Injectable()
export class RunQueries {
  constructor(
    @InjectRepository(DagRunEntity) private readonly runs: Repository<DagRunEntity>,
    @Inject(DagQueries) private readonly dags: DagQueries,
    @Inject(Pool) private readonly pool: Pool,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {}

  async run(id: string): Promise<DagRunModel | null> {
    const row = await this.runs.findOneBy({ id });
    return row === null ? null : dagRunModel(row);
  }

  async runByKey(dagId: string, runId: string): Promise<DagRunModel | null> {
    const row = await this.runs.findOneBy({ dagId, runId });
    return row === null ? null : dagRunModel(row);
  }

  async version(context: RequestContext, run: DagRunModel): Promise<DagVersionModel> {
    const version = await this.dags.version(context, { dagId: run.dagId, number: run.versionNumber });
    if (version === null) throw new Error(`dag ${run.dagId} has no version ${run.versionNumber}`);
    return version;
  }

  /** Null for a run that no task has triggered. */
  async parent(context: RequestContext, { triggeringTry }: DagRunModel): Promise<TriggeringTaskModel | null> {
    if (triggeringTry === null) return null;
    const { dagRunId, ...task } = triggeringTry;
    const dagRun = await loaderOf(context, RUNS_BY_ID, (ids: readonly string[]) => this.byIds(ids)).load(dagRunId);
    return dagRun === null ? null : { dagRun, ...task };
  }

  /**
   * @param of the DAG of the runs, the run whose tasks have triggered them, the backfill that made them or did them again, or the asset event that they
   *   were made for
   */
  page(
    args: PageArgs & { filter?: DagRunFilter | null },
    of: { dagId?: string; parent?: string; backfill?: string; assetEvent?: string } = {},
  ): Promise<DagRunConnection> {
    const query = this.runs.createQueryBuilder('r').where('true');
    if (of.dagId !== undefined) query.andWhere('r.dagId = :ofDag', { ofDag: of.dagId });
    if (of.parent !== undefined) query.andWhere('r.parentDagRunId = :parent', { parent: of.parent });
    if (of.backfill !== undefined) query.andWhere(OF_BACKFILL, { backfill: of.backfill });
    if (of.assetEvent !== undefined) query.andWhere(MADE_FOR, { assetEvent: of.assetEvent });
    for (const [condition, name, value] of conditions(args.filter ?? {})) {
      if (value != null) query.andWhere(condition, { [name]: value });
    }
    const keys = [
      { property: 'queuedAt', type: 'timestamptz' },
      { property: 'id', type: 'text' },
    ] as const;
    const size = pageSize(args, 25, LARGEST_PAGE);
    return readPage({ query, keys, descending: true, size, after: args.after }, dagRunModel);
  }

  stateCounts(context: RequestContext, dagRunId: string): Promise<StateCountModel[]> {
    const loader = loaderOf(context, COUNT_STATES, (ids: readonly string[]) => this.countStates(ids));
    return loader.load(dagRunId);
  }

  /** null while no execution was ever started for it. */
  workflow(run: DagRunModel): TemporalExecutionModel | null {
    if (!run.admitted) return null;
    return { namespace: this.options.temporalNamespace, workflowId: runWorkflowId(run.id, run.epoch), runId: null };
  }

  private async byIds(ids: readonly string[]): Promise<(DagRunModel | null)[]> {
    const rows = new Map((await this.runs.findBy({ id: In(ids) })).map((row) => [row.id, dagRunModel(row)]));
    return ids.map((id) => rows.get(id) ?? null);
  }

  private async countStates(ids: readonly string[]): Promise<StateCountModel[][]> {
    const rows = await readRows<StateCountModel & { id: string }>(this.pool, COUNT_STATES.sql, [ids]);
    return ids.map((id) => rows.filter((row) => row.id === id));
  }
}

/** Also those that a later backfill has done again since. */
const OF_BACKFILL = 'r.id in (select d.dag_run_id from backfill_dates d where d.backfill_id = :backfill)';

const MADE_FOR = 'r.id in (select t.dag_run_id from triggering_asset_events t where t.event_id = :assetEvent)';

/** Names the loader. */
const RUNS_BY_ID = {};

const COUNT_STATES = {
  sql: `select dag_run_id as id, state, count(*)::int as count from task_instances where dag_run_id = any($1) group by 1, 2 order by 1, 2`,
};

const conditions = (filter: DagRunFilter): [string, string, unknown][] => [
  ['r.dagId = :dagId', 'dagId', filter.dagId],
  ['r.state = any(:states)', 'states', filter.states],
  ['r.type = any(:types)', 'types', filter.types],
  ['r.logicalDate >= :logicalDateFrom', 'logicalDateFrom', filter.logicalDateFrom],
  ['r.logicalDate <= :logicalDateTo', 'logicalDateTo', filter.logicalDateTo],
  ['r.queuedAt >= :queuedFrom', 'queuedFrom', filter.queuedFrom],
  ['r.queuedAt <= :queuedTo', 'queuedTo', filter.queuedTo],
];

const dagRunModel = (row: DagRunEntity): DagRunModel => ({
  id: row.id,
  dagId: row.dagId,
  runId: row.runId,
  type: row.type,
  state: row.state,
  logicalDate: row.logicalDate,
  dataInterval:
    row.intervalStart === null || row.intervalEnd === null ? null : { start: row.intervalStart, end: row.intervalEnd },
  runAfter: row.runAfter,
  conf: row.conf as JsonObject,
  params: row.params as JsonObject,
  queuedAt: row.queuedAt,
  startedAt: row.startedAt,
  endedAt: row.endedAt,
  clearNumber: row.clearNumber,
  note: row.note,
  paused: row.paused,
  rerunOf: row.rerunOf,
  logsExpiredAt: row.logsExpiredAt,
  xcomsExpiredAt: row.xcomsExpiredAt,
  partitionKey: row.partitionKey,
  triggeredBy: { kind: row.triggeredByKind, id: row.triggeredById, name: row.triggeredByName },
  cause: causeOf(row),
  triggeringTry: triggeringTryOf(row),
  versionNumber: row.versionNumber,
  epoch: row.epoch,
  admitted: row.admittedAt !== null,
});

function causeOf(row: DagRunEntity): DagRunModel['cause'] {
  const { runAfter, versionNumber, triggeredByName: triggeredBy, rerunOf } = row;
  const cause = row.cause as RunCause | null;
  return explainCause({ cause, runAfter, versionNumber, triggeredBy, parent: triggeringTryOf(row), rerunOf });
}

function triggeringTryOf(row: DagRunEntity): DagRunModel['triggeringTry'] {
  const { parentDagRunId: dagRunId, parentTaskId: taskId, parentMapIndex: mapIndex, parentTryNumber: tryNumber } = row;
  if (dagRunId === null || taskId === null || mapIndex === null || tryNumber === null) return null;
  return { dagRunId, taskId, mapIndex, tryNumber };
}
