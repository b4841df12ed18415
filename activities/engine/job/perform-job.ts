import { type JobRecord, nextJobStep, pollDelayMs } from '../../../src/domain/runs/remote-job.js';
import { assertNever } from '../../../src/domain/assert-never.js';
import { type DeferredOperator, type RemoteJob, TaskFailure, type TaskContext } from '../../sdk/index.js';
import type { Performed } from '../attempt/run-operator.js';
import type { JobDesk } from './job-desk.js';

/** One body of work that runs elsewhere. */
export interface JobWork {
  operator: DeferredOperator<unknown>;
  context: TaskContext;
  params: unknown;
  desk: JobDesk;
  /** Told since when (ms) the try waits, before anything is asked of the other system: its time may be over. */
  onSince(since: number): void;
}

/** Submits, finds again, asks or collects, as what is recorded says; one of them for each body, and collect after any that finds the job done. */
export async function performJob(work: JobWork): Promise<Performed> {
  const known = await work.desk.read();
  const record = known ?? (await work.desk.prepare());
  work.onSince(record.since);
  work.context.signal.throwIfAborted();
  const step = nextJobStep(known);
  switch (step) {
    case 'prepare':
      return submit(work, record);
    case 'find':
      return (await findAgain(work, record)) ?? submit(work, record);
    case 'poll':
      return poll(work, jobOf(record));
    case 'collect':
      return collect(work, jobOf(record));
    default:
      return assertNever(step, 'step of a job');
  }
}

const jobOf = ({ remoteId, details }: JobRecord): RemoteJob => ({ id: remoteId ?? '', details });

async function submit(work: JobWork, { token }: JobRecord): Promise<Performed> {
  const { operator, context, params, desk } = work;
  const { done = false, ...job } = await operator.submit(context, params, token);
  await desk.submitted(job, false);
  context.logger.info(`submitted job ${job.id}`);
  if (!done) return deferred(work);
  await desk.ended(job.id, 'done');
  return collect(work, job);
}

/** An earlier attempt recorded the token and no job: it may have submitted one all the same. */
async function findAgain(work: JobWork, { token }: JobRecord): Promise<Performed | null> {
  const { operator, context, params, desk } = work;
  const job = (await operator.find?.(context, params, token)) ?? null;
  if (job === null) return null;
  await desk.submitted(job, true);
  context.logger.info(`an earlier attempt had submitted job ${job.id}`);
  return poll(work, job);
}

async function poll(work: JobWork, job: RemoteJob): Promise<Performed> {
  const { operator, context, params, desk } = work;
  const status = await operator.poll(context, params, job);
  switch (status.state) {
    case 'running':
      return deferred(work);
    case 'done':
      await desk.ended(job.id, 'done');
      return collect(work, job);
    case 'failed': {
      await desk.ended(job.id, 'failed');
      const { type = 'JobFailed', message, retryable = true } = status;
      throw new TaskFailure(type, message, { retryable });
    }
    default:
      return assertNever(status, 'status of a job');
  }
}

async function collect({ operator, context, params }: JobWork, job: RemoteJob): Promise<Performed> {
  return { kind: 'result', result: (await operator.collect?.(context, params, job)) ?? {} };
}

const deferred = ({ operator, params, context }: JobWork): Performed => ({
  kind: 'deferred',
  delayMs: pollDelayMs(operator.polling(params), context.poke),
});
