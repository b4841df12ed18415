import { Inject, Injectable } from '@nestjs/common';
import { type ControlRequest, oneTask, type SettableState } from '../domain/runs/controls/control-request.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { type Affected, type ControlCall, type ControlOutcome, RunControl } from './control.js';
import type {
  ClearTasksInput,
  RerunDagRunInput,
  RunControlArgs,
  SetNoteInput,
  SetTaskStateInput,
  TaskControlInput,
} from './controls.input.js';
import type { ControlRefusedModel, ControlResult } from './runs.model.js';
import { comingInstance, versionChanges } from './version-changes.js';
import { RunQueries } from './runs.queries.js';
import type { TaskInstanceModel } from './tasks.model.js';
import { TaskQueries } from './tasks.queries.js';

type Asked = { dagRunId: string; dryRun?: boolean | null } & Omit<RunControlArgs, 'dagRunId'>;
type More = Pick<ControlCall, 'others' | 'onLatestVersion' | 'recursive'>;

const SETTABLE: Readonly<Record<string, SettableState>> = { SUCCESS: 'success', FAILED: 'failed', SKIPPED: 'skipped' };
const LONGEST_NOTE = 10_000;

/** What people do to runs that there are already. */
@Injectable()
export class ControlsService {
  constructor(
    @Inject(RunControl) private readonly control: RunControl,
    @Inject(RunQueries) private readonly queries: RunQueries,
    @Inject(TaskQueries) private readonly tasks: TaskQueries,
  ) {}

  clear(input: ClearTasksInput, context: RequestContext): Promise<ControlResult> {
    const { upstream, downstream, onlyFailed, past, future, onLatestVersion, recursive } = input;
    const select = {
      taskIds: input.taskIds ?? null,
      mapIndexes: input.mapIndexes ?? null,
      upstream: upstream === true,
      downstream: downstream !== false,
      onlyFailed: onlyFailed === true,
    };
    const others = { past: past === true, future: future === true };
    const more = { others, onLatestVersion: onLatestVersion === true, recursive: recursive === true };
    return this.ask('clearTasks', { kind: 'clearTasks', select }, input, context, more);
  }

  setTaskState(input: SetTaskStateInput, context: RequestContext): Promise<ControlResult> {
    const state = SETTABLE[input.state];
    if (state === undefined) return Promise.resolve(refused('INVALID', 'state: SUCCESS, FAILED or SKIPPED'));
    const { upstream, downstream, past, future } = input;
    const select = {
      ...oneTask(input.taskId, input.mapIndex ?? null),
      upstream: upstream === true,
      downstream: downstream === true,
    };
    const others = { past: past === true, future: future === true };
    return this.ask('setTaskState', { kind: 'setTaskState', select, state }, input, context, { others });
  }

  retry(input: TaskControlInput, context: RequestContext): Promise<ControlResult> {
    const { taskId, mapIndex = null } = input;
    return this.ask('retryTask', { kind: 'retryTask', taskId, mapIndex }, input, context);
  }

  skip(input: TaskControlInput, context: RequestContext): Promise<ControlResult> {
    const { taskId, mapIndex = null } = input;
    return this.ask('skipTask', { kind: 'skipTask', taskId, mapIndex }, input, context);
  }

  pause(args: RunControlArgs, context: RequestContext): Promise<ControlResult> {
    return this.ask('pauseDagRun', { kind: 'pauseRun' }, args, context);
  }

  resume(args: RunControlArgs, context: RequestContext): Promise<ControlResult> {
    return this.ask('resumeDagRun', { kind: 'resumeRun' }, args, context);
  }

  setNote(input: SetNoteInput, context: RequestContext): Promise<ControlResult> {
    const { taskId = null, note = null } = input;
    if (note !== null && note.length > LONGEST_NOTE)
      return Promise.resolve(refused('INVALID', `note: at most ${LONGEST_NOTE} characters`));
    const request = { kind: 'setNote' as const, taskId, mapIndex: input.mapIndex ?? -1, note };
    return this.ask('setNote', request, input, context);
  }

  /** The same run again, from the named or from the failed tasks on with all that is below. */
  rerun(input: RerunDagRunInput, context: RequestContext): Promise<ControlResult> {
    const named = input.fromTasks ?? null;
    const select = {
      ...{ taskIds: named, mapIndexes: null, upstream: false, downstream: true, onlyFailed: false },
      ...(named === null ? { fromFailed: true } : {}),
    };
    const onLatestVersion = input.onLatestVersion === true;
    return this.ask('rerunDagRun', { kind: 'clearTasks', select }, input, context, { onLatestVersion });
  }

  private async ask(
    operation: string,
    request: ControlRequest,
    input: Asked,
    context: RequestContext,
    more: More = {},
  ): Promise<ControlResult> {
    const { dagRunId, reason = null, idempotencyKey = null } = input;
    const call = { operation, request, input, dagRunId, reason, idempotencyKey, ...more };
    const outcome = await (input.dryRun === true
      ? this.control.preview(call, context)
      : this.control.apply(call, context));
    return this.resultOf(dagRunId, outcome);
  }

  async resultOf(dagRunId: string, outcome: ControlOutcome): Promise<ControlResult> {
    if ('refusal' in outcome) return refused(outcome.refusal.code, outcome.refusal.message);
    const [dagRun, affected] = await Promise.all([this.queries.run(dagRunId), this.instancesOf(outcome.affected)]);
    if (dagRun === null) throw new Error(`run ${dagRunId} is gone`);
    return { __typename: 'ControlApplied', dagRun, affected, versionChanges: outcome.affected.flatMap(versionChanges) };
  }

  private async instancesOf(affected: readonly Affected[]): Promise<TaskInstanceModel[]> {
    const some = affected.filter(({ instances }) => instances.length > 0);
    return (await Promise.all(some.map((each) => this.rowsOf(each)))).flat();
  }

  private async rowsOf({ dagRunId, instances, rows = [] }: Affected): Promise<TaskInstanceModel[]> {
    const found = await this.tasks.instances(dagRunId, instances);
    const known = new Set(found.map(({ taskId, mapIndex }) => `${taskId}/${mapIndex}`));
    const coming = rows.filter(({ taskId, mapIndex }) => !known.has(`${taskId}/${mapIndex}`));
    return [...found, ...coming.map((row) => comingInstance(dagRunId, row))];
  }
}

const refused = (code: string, message: string): ControlRefusedModel => ({
  __typename: 'ControlRefused',
  code,
  message,
});
