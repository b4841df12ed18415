import { Inject, Injectable } from '@nestjs/common';
import { assertNever } from '../domain/assert-never.js';
import type { ControlRequest } from '../domain/runs/run-inputs.js';
import { Notifier } from '../event-store/index.js';
import { isRefused } from '../platform/graphql/idempotency.js';
import { Mutations } from '../platform/graphql/mutations.js';
import { dagNotFound, refusedModel } from '../platform/graphql/refusal.model.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { RunControl } from './control.js';
import { ControlsService } from './controls.service.js';
import type { SetDagRunStateInput, TriggerDagInput } from './runs.input.js';
import type { ControlResult, DagRunModel, DagRunState, TriggerDagResult } from './runs.model.js';
import { RunQueries } from './runs.queries.js';
import { RunTrigger } from './trigger-run.js';

/** What changes runs. */
@Injectable()
export class RunsService {
  constructor(
    @Inject(RunQueries) private readonly queries: RunQueries,
    @Inject(ControlsService) private readonly controls: ControlsService,
    @Inject(RunTrigger) private readonly triggers: RunTrigger,
    @Inject(RunControl) private readonly control: RunControl,
    @Inject(Mutations) private readonly mutations: Mutations,
    @Inject(Notifier) private readonly notifier: Notifier,
  ) {}

  async trigger(input: TriggerDagInput, context: RequestContext): Promise<TriggerDagResult> {
    const mutation = { operation: 'triggerDag', input, idempotencyKey: input.idempotencyKey ?? null };
    const answer = await this.mutations.run(context, mutation, (tx) => this.triggers.trigger(tx, input, context));
    if (isRefused(answer)) return refusedModel(answer.refused);
    if ('dagNotFound' in answer) return dagNotFound(input.dagId);
    if ('issues' in answer) return { __typename: 'InvalidParams', issues: answer.issues };
    if ('exists' in answer) {
      return { __typename: 'RunAlreadyExists', message: answer.message, dagRun: await this.existing(answer.exists) };
    }
    this.notifier.poke('continuo_outbox');
    return { __typename: 'DagRunCreated', dagRun: await this.existing(answer.created) };
  }

  async setState(input: SetDagRunStateInput, context: RequestContext): Promise<ControlResult> {
    const { dagRunId, reason = null, idempotencyKey = null } = input;
    const request = requestOf(input.state);
    if (request === null) {
      return { __typename: 'ControlRefused', code: 'INVALID', message: 'state: SUCCESS, FAILED or QUEUED' };
    }
    const call = { operation: 'setDagRunState', input, idempotencyKey, dagRunId, request, reason };
    const answer = await this.control.apply(call, context);
    return this.controls.resultOf(dagRunId, answer);
  }

  private async existing(id: string): Promise<DagRunModel> {
    const run = await this.queries.run(id);
    if (run === null) throw new Error(`run ${id} is gone`);
    return run;
  }
}

/** null for RUNNING, which nobody can set. */
function requestOf(state: DagRunState): ControlRequest | null {
  switch (state) {
    case 'SUCCESS':
      return { kind: 'setRunState', state: 'success' };
    case 'FAILED':
      return { kind: 'setRunState', state: 'failed' };
    case 'QUEUED':
      return { kind: 'setRunState', state: 'queued' };
    case 'RUNNING':
      return null;
    default:
      return assertNever(state, 'run state');
  }
}
