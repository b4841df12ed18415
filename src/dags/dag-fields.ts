import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { describeSchedule } from '../domain/schedule/describe-schedule.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { type CompiledVersion, VersionReader } from './compiled-version.js';
import type { DagModel, DagVersionModel, EdgeModel, ScheduleModel, TaskDefinitionModel } from './dags.model.js';
import { DagQueries } from './dags.queries.js';

/** Fields of DAGs and versions that follow from a version's spec. */
@Injectable()
export class DagFields {
  constructor(
    @Inject(VersionReader) private readonly versions: VersionReader,
    @Inject(DagQueries) private readonly queries: DagQueries,
    @Inject(Pool) private readonly pool: Pool,
  ) {}

  async latestVersion(dag: DagModel, context: RequestContext): Promise<DagVersionModel> {
    const version = await this.queries.version(context, { dagId: dag.id, number: dag.latestNumber });
    if (version === null) throw new Error(`dag ${dag.id} has no version ${dag.latestNumber}`);
    return version;
  }

  async docMd(dag: DagModel): Promise<string | null> {
    return (await this.latest(dag)).spec.docMd ?? null;
  }

  async schedule(dag: DagModel): Promise<ScheduleModel | null> {
    const { spec } = await this.latest(dag);
    if (spec.schedule == null) return null;
    const { startDate = null, endDate = null, catchup = false } = spec;
    return { ...describeSchedule(spec.schedule), startDate, endDate, catchup };
  }

  async tasks(version: DagVersionModel): Promise<TaskDefinitionModel[]> {
    const { tasks } = await this.versions.compiled(this.pool, version.dagId, version.number);
    return [...tasks.values()];
  }

  async edges(version: DagVersionModel): Promise<EdgeModel[]> {
    const { edges } = await this.versions.compiled(this.pool, version.dagId, version.number);
    return [...edges];
  }

  private latest(dag: DagModel): Promise<CompiledVersion> {
    return this.versions.compiled(this.pool, dag.id, dag.latestNumber);
  }
}
