import {
  type ChildRun,
  type ChildRuns,
  defineDeferredOperator,
  type JobStatus,
  type RemoteJob,
  SkipTask,
  type SubmittedJob,
  TaskFailure,
  type TaskContext,
} from '../../sdk/index.js';
import { triggerDagWith, type TriggerDagWith } from './schema.js';

/** Triggers a run of another DAG and, where asked to, waits for its end, which wakes it. A cancel leaves the run alone. */
export const triggerDag = defineDeferredOperator<TriggerDagWith>({
  type: 'triggerDag',
  summary: 'Triggers a run of a DAG, and waits for its end when asked to',
  with: triggerDagWith,
  polling: ({ pollInterval }) => ({ intervalMs: pollInterval }),
  find: async (context) => {
    const run = await childrenOf(context).triggered();
    return run === null ? null : jobOf(run);
  },
  submit,
  poll,
  collect: async (context, { wait }, job) => {
    const { id, dagId, runId, state } = await runOf(context, job);
    return { value: { id, dagId, runId, ...(wait ? { state: state.toLowerCase() } : {}) } };
  },
});

async function submit(context: TaskContext, params: TriggerDagWith): Promise<SubmittedJob> {
  const { dag: dagId, conf, runId, logicalDate, wait, onExisting } = params;
  const { created, run: found } = await childrenOf(context).trigger({ dagId, conf, runId, logicalDate });
  const run = !created && onExisting === 'clear' ? await clear(context, found) : found;
  if (!created && onExisting === 'skip') throw new SkipTask(`run ${run.runId} of ${dagId} exists already`);
  if (!created && onExisting === 'refuse') {
    throw new TaskFailure('RunAlreadyExists', `run ${run.runId} of ${dagId} exists already; see with.onExisting`, {
      retryable: false,
    });
  }
  const did = created ? 'triggered' : onExisting === 'clear' ? 'cleared' : 'found';
  context.logger.info(`${did} run ${run.runId} of ${dagId} (${run.id})`);
  if (wait && !created) return reuse(context, params, run);
  return { ...jobOf(run), done: !wait };
}

async function clear(context: TaskContext, found: ChildRun): Promise<ChildRun> {
  const run = await childrenOf(context).clear(found.id);
  if (run !== null) return run;
  throw new TaskFailure('RunGone', `run ${found.runId} of ${found.dagId} was deleted meanwhile`);
}

/** Its own run wakes the try that made it; the end of another's is watched, and may have come already. */
async function reuse(context: TaskContext, params: TriggerDagWith, run: ChildRun): Promise<SubmittedJob> {
  await context.externalRuns?.watch({ dagId: run.dagId, by: { runId: run.runId }, part: null });
  const status = await poll(context, params, jobOf(run));
  if (status.state === 'failed') throw new TaskFailure(status.type ?? 'TriggeredRunFailed', status.message);
  return { ...jobOf(run), done: status.state === 'done' };
}

/** A run that has ended in a state of neither list is waited for: somebody may re-open it. */
async function poll(context: TaskContext, params: TriggerDagWith, job: RemoteJob): Promise<JobStatus> {
  if (!params.wait) return { state: 'done' };
  const { dagId, runId, state } = await runOf(context, job);
  const ended = state === 'SUCCESS' ? 'success' : state === 'FAILED' ? 'failed' : null;
  if (ended === null) return { state: 'running' };
  if (params.allowedStates.includes(ended)) return { state: 'done' };
  if (!params.failedStates.includes(ended)) return { state: 'running' };
  return { state: 'failed', type: 'TriggeredRunFailed', message: `run ${runId} of ${dagId} ended as ${ended}` };
}

const jobOf = ({ id }: ChildRun): RemoteJob => ({ id });

async function runOf(context: TaskContext, { id }: RemoteJob): Promise<ChildRun> {
  const run = await childrenOf(context).run(id);
  if (run !== null) return run;
  throw new TaskFailure('RunGone', `the triggered run ${id} is gone`, { retryable: false });
}

function childrenOf({ children }: TaskContext): ChildRuns {
  if (children !== undefined) return children;
  throw new TaskFailure('NotHere', 'no run can be triggered here', { retryable: false });
}
