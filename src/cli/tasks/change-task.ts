import { type Cli, type Handler, mutationFields, type MutationOptions } from '../invocation.js';
import { controlRun } from '../runs/control-run.js';
import { CLEAR_TASKS, RETRY_TASK, SET_TASK_STATE, SKIP_TASK } from '../runs/controls.operations.js';
import { findRun } from '../runs/find-run.js';

interface Options extends MutationOptions {
  readonly mapIndex?: number;
  readonly upstream?: boolean;
  readonly downstream?: boolean;
  readonly onlyFailed?: boolean;
  readonly recursive?: boolean;
  readonly past?: boolean;
  readonly future?: boolean;
  readonly dryRun?: boolean;
  readonly onLatestVersion?: boolean;
}
type OfTask<More extends readonly string[] = []> = Handler<readonly [run: string, task: string, ...More], Options>;

const runId = async (cli: Cli, name: string): Promise<string> => (await findRun(cli, name)).id;

export const clearTask: OfTask = async (cli, [name, task], options) => {
  const { mapIndex, upstream, downstream, onlyFailed, recursive, past, future, dryRun, onLatestVersion } = options;
  const input = {
    ...{ dagRunId: await runId(cli, name), taskIds: [task], upstream, downstream, onlyFailed, past, future, dryRun },
    ...{
      onLatestVersion,
      recursive,
      ...(mapIndex === undefined ? {} : { mapIndexes: [mapIndex] }),
      ...mutationFields(options),
    },
  };
  return controlRun(cli, { control: CLEAR_TASKS, variables: { input }, what: 'cleared', dryRun });
};

export const setTaskState: OfTask<[state: string]> = async (cli, [name, taskId, given], options) => {
  const { mapIndex, upstream, downstream, past, future, dryRun } = options;
  const state = given.toUpperCase();
  const input = {
    ...{ dagRunId: await runId(cli, name), taskId, mapIndex, state, upstream, downstream, past, future, dryRun },
    ...mutationFields(options),
  };
  return controlRun(cli, { control: SET_TASK_STATE, variables: { input }, what: `set to ${state}`, dryRun });
};

export const retryTask: OfTask = async (cli, [name, taskId], options) => {
  const { mapIndex, dryRun } = options;
  const input = { dagRunId: await runId(cli, name), taskId, mapIndex, dryRun, ...mutationFields(options) };
  return controlRun(cli, { control: RETRY_TASK, variables: { input }, what: 'tried again', dryRun });
};

export const skipTask: OfTask = async (cli, [name, taskId], options) => {
  const { mapIndex, dryRun } = options;
  const input = { dagRunId: await runId(cli, name), taskId, mapIndex, dryRun, ...mutationFields(options) };
  return controlRun(cli, { control: SKIP_TASK, variables: { input }, what: 'skipped', dryRun });
};
