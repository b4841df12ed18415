import { Inject, Injectable } from '@nestjs/common';
import type { Json, JsonObject } from '../domain/json.js';
import { Notifier } from '../event-store/index.js';
import type { Tx } from '../platform/database/transaction.js';
import { isRefused, refuse, type Refused } from '../platform/graphql/idempotency.js';
import { Mutations } from '../platform/graphql/mutations.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import type { RerunDagRunInput } from './controls.input.js';
import type { RerunDagRunResult } from './controls.model.js';
import { ControlsService } from './controls.service.js';
import { RunQueries } from './runs.queries.js';
import type { FirstRun, Triggered } from './trigger-in.js';
import { RunTrigger } from './trigger-run.js';

/** How a run is repeated: itself, or as a new run with other params that names the first. */
@Injectable()
export class RunRepeat {
  constructor(
    @Inject(ControlsService) private readonly controls: ControlsService,
    @Inject(RunTrigger) private readonly triggers: RunTrigger,
    @Inject(RunQueries) private readonly queries: RunQueries,
    @Inject(Mutations) private readonly mutations: Mutations,
    @Inject(Notifier) private readonly notifier: Notifier,
  ) {}

  async rerun(input: RerunDagRunInput, context: RequestContext): Promise<RerunDagRunResult> {
    if (input.conf === undefined || input.conf === null) return this.controls.rerun(input, context);
    const wrong = unfit(input);
    if (wrong !== null) return refusedAs(wrong);
    const mutation = { operation: 'rerunDagRun', input, idempotencyKey: input.idempotencyKey ?? null };
    const answer = await this.mutations.run(context, mutation, (tx) => this.repeat(tx, input, context));
    if (isRefused(answer)) return refusedAs(answer);
    if ('issues' in answer) return { __typename: 'InvalidParams', issues: answer.issues };
    if (!('created' in answer)) return refusedAs(refuse('CONFLICT', 'the new run could not be given a name'));
    this.notifier.poke('continuo_outbox');
    const dagRun = await this.queries.run(answer.created);
    if (dagRun === null) throw new Error(`run ${answer.created} is gone`);
    return { __typename: 'DagRunCreated', dagRun };
  }

  private async repeat(tx: Tx, input: RerunDagRunInput, context: RequestContext): Promise<Triggered | Refused> {
    const { rows } = await tx.query<FirstRun & { dagId: string; conf: JsonObject }>(FIRST, [input.dagRunId]);
    const first = rows[0];
    if (first === undefined) return refuse('NOT_FOUND', `no run has the id ${input.dagRunId}`);
    const conf = merged(first.conf, input.conf ?? null);
    const { dagId, id, dataInterval } = first;
    return this.triggers.trigger(tx, { dagId, conf, reason: input.reason ?? null }, context, { id, dataInterval });
  }
}

const FIRST = `
select id, dag_id as "dagId", conf, case when interval_start is null then null else json_build_object(
  'start', to_char(interval_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'end', to_char(interval_end at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end as "dataInterval"
from dag_runs where id = $1`;

function unfit(input: RerunDagRunInput): Refused | null {
  if (input.fromTasks != null || input.onLatestVersion === true || input.dryRun === true)
    return refuse(
      'INVALID',
      'conf makes a new run of all tasks: give it without fromTasks, onLatestVersion and dryRun',
    );
  return null;
}

/** What is no object goes on as it is: the check of the params says what is wrong with it. */
const merged = (first: JsonObject, given: Json): Json =>
  given !== null && typeof given === 'object' && !Array.isArray(given) ? { ...first, ...given } : given;

const refusedAs = ({ refused }: Refused): RerunDagRunResult => ({ __typename: 'ControlRefused', ...refused });
