import { type Handler, mutationFields, type MutationOptions } from '../invocation.js';
import { jsonArgument } from '../json-argument.js';
import { controlRun } from './control-run.js';
import { CLEAR_TASKS, PAUSE_RUN, RERUN, RESUME_RUN, SET_NOTE } from './controls.operations.js';
import { findRun } from './find-run.js';

type OfRun<Options = object> = Handler<readonly [run: string], MutationOptions & Options>;

export interface ClearOptions {
  readonly onlyFailed?: boolean;
  readonly recursive?: boolean;
  readonly past?: boolean;
  readonly future?: boolean;
  readonly dryRun?: boolean;
  readonly onLatestVersion?: boolean;
}

/** All tasks of a run, or those that failed. */
export const clearRun: OfRun<ClearOptions> = async (cli, [name], options) => {
  const { id: dagRunId } = await findRun(cli, name);
  const { onlyFailed, recursive, past, future, dryRun, onLatestVersion } = options;
  const input = { dagRunId, onlyFailed, recursive, past, future, dryRun, onLatestVersion, ...mutationFields(options) };
  return controlRun(cli, { control: CLEAR_TASKS, variables: { input }, what: 'cleared', dryRun });
};

interface RerunOptions {
  readonly from?: readonly string[];
  readonly conf?: string;
  readonly dryRun?: boolean;
  readonly onLatestVersion?: boolean;
}

export const rerunRun: OfRun<RerunOptions> = async (cli, [name], options) => {
  const { id: dagRunId } = await findRun(cli, name);
  const { from: fromTasks, conf, dryRun, onLatestVersion } = options;
  const given = conf === undefined ? {} : { conf: await jsonArgument(cli.io, '--conf', conf) };
  const input = { dagRunId, fromTasks, dryRun, onLatestVersion, ...given, ...mutationFields(options) };
  return controlRun(cli, { control: RERUN, variables: { input }, what: 'cleared', dryRun });
};

export const pauseRun: OfRun = async (cli, [name], options) => {
  const { id: dagRunId } = await findRun(cli, name);
  const variables = { dagRunId, ...mutationFields(options) };
  return controlRun(cli, { control: PAUSE_RUN, variables, what: 'paused' });
};

export const resumeRun: OfRun = async (cli, [name], options) => {
  const { id: dagRunId } = await findRun(cli, name);
  const variables = { dagRunId, ...mutationFields(options) };
  return controlRun(cli, { control: RESUME_RUN, variables, what: 'resumed' });
};

interface NoteOptions extends MutationOptions {
  readonly task?: string;
  readonly mapIndex: number;
}

/** An empty text removes the note. */
export const noteRun: Handler<readonly [run: string, text: string], NoteOptions> = async (
  cli,
  [name, text],
  { task, mapIndex, ...options },
) => {
  const { id: dagRunId } = await findRun(cli, name);
  const note = text === '' ? null : text;
  const input = { dagRunId, taskId: task, mapIndex, note, ...mutationFields(options) };
  return controlRun(cli, { control: SET_NOTE, variables: { input }, what: 'noted' });
};
