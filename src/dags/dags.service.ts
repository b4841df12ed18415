import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/transaction.js';
import { isRefused } from '../platform/graphql/idempotency.js';
import { eventOf, Mutations, type Told } from '../platform/graphql/mutations.js';
import { dagNotFound, refusedModel } from '../platform/graphql/refusal.model.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { ServiceOptions } from '../platform/service-options.js';
import { appendToStream } from '../event-store/index.js';
import { AdmissionGate } from './admission-gate.js';
import type { PreviewScheduleArgs, SetDagPausedArgs } from './dags.input.js';
import type { DagModel, OperatorTypeModel, SchedulePreview, SetDagPausedResult } from './dags.model.js';
import { DagQueries } from './dags.queries.js';
import { previewSchedule } from './preview-schedule.js';
import { ScheduleGate } from './schedule-gate.js';
import { judgeAssetsAnew } from './store-asset-references.js';
import { dagStream } from './store-versions.js';
import { wakeActiveRuns } from './wake-active-runs.js';

/** What changes DAGs. */
@Injectable()
export class DagsService {
  constructor(
    @Inject(DagQueries) private readonly queries: DagQueries,
    @Inject(Mutations) private readonly mutations: Mutations,
    @Inject(AdmissionGate) private readonly gate: AdmissionGate,
    @Inject(ScheduleGate) private readonly schedules: ScheduleGate,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {}

  operatorTypes(): OperatorTypeModel[] {
    return this.options.operators().operatorTypes();
  }

  previewSchedule(args: PreviewScheduleArgs): SchedulePreview {
    return previewSchedule(args, this.options.operators().scheduleParts);
  }

  async setPaused(args: SetDagPausedArgs, context: RequestContext): Promise<SetDagPausedResult> {
    const mutation = { operation: 'setDagPaused', input: { ...args }, idempotencyKey: args.idempotencyKey ?? null };
    const answer = await this.mutations.run(context, mutation, (tx) => this.pause(tx, args, context));
    if (isRefused(answer)) return refusedModel(answer.refused);
    if (!answer.found) return dagNotFound(args.dagId);
    this.tell();
    return { __typename: 'DagPausedChanged', dag: await this.existing(args.dagId) };
  }

  private async pause(tx: Tx, args: SetDagPausedArgs, context: RequestContext): Promise<{ found: boolean }> {
    const { dagId, paused } = args;
    const { rows } = await tx.query<{ paused: boolean }>('select paused from dags where id = $1 for update', [dagId]);
    const before = rows[0];
    if (before === undefined) return { found: false };
    if (before.paused === paused) return { found: true };
    await tx.query(SET_PAUSED, [dagId, paused]);
    const told: Told = { type: paused ? 'DagPaused' : 'DagUnpaused', payload: {}, reason: args.reason, dagId };
    await appendToStream(tx, dagStream(dagId), [eventOf(context, told)]);
    await this.schedules.follow(tx, [dagId], (each) => eventOf(context, each));
    await wakeActiveRuns(tx, dagId);
    if (!paused) await this.gate.admit(tx, [dagId]);
    if (!paused) await judgeAssetsAnew(tx, [dagId]);
    return { found: true };
  }

  private tell(): void {
    this.gate.admitted();
    this.schedules.followed();
  }

  private async existing(dagId: string): Promise<DagModel> {
    const dag = await this.queries.dag(dagId);
    if (dag === null) throw new Error(`dag ${dagId} is gone`);
    return dag;
  }
}

/** Failures before somebody has unpaused the DAG do not pause it again. */
const SET_PAUSED = `
update dags set paused = $2, failures_since = case when $2 then failures_since else clock_timestamp() end, updated_at = clock_timestamp()
where id = $1`;
