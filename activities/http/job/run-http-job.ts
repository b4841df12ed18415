import {
  evaluateCel,
  type Json,
  type JobStatus,
  type RemoteJob,
  TaskFailure,
  type TaskContext,
  type TaskResult,
} from '../../sdk/index.js';
import { readError } from '../../sdk/read-error.js';
import { checkAnswer } from '../shared/check-answer.js';
import { type Answer, sendRequest } from '../shared/send-request.js';
import { jobRequest, type Names } from './job-request.js';
import type { HttpJobStep, HttpJobWith } from './schema.js';

/** What ends by itself: no connection, no answer in time. */
const HICCUPS = ['HttpNetwork', 'HttpTimeout'];
/** Answers to a cancel that say that there is nothing left to cancel. */
const GONE = [404, 409, 410];

/** Starts the job; its header Idempotency-Key is the client token, the same for every attempt of the try. Throws BadResponse where no id is found. */
export async function submitHttpJob(context: TaskContext, params: HttpJobWith, token: string): Promise<RemoteJob> {
  const answer = await good(context, params, params.submit, { token });
  const id = await idIn(context, params.jobId, answer);
  if (id !== null) return { id };
  throw new TaskFailure('BadResponse', `${answer.place}: "${params.jobId}" gives no id`, { retryable: false });
}

/** Without `find` the submission itself is made again: a service that knows Idempotency-Key answers with the job that it has. */
export async function findHttpJob(context: TaskContext, params: HttpJobWith, token: string): Promise<RemoteJob | null> {
  if (params.find === undefined) return null;
  const { jobId, ...step } = params.find;
  const answer = await send(context, params, step, { token });
  if (answer.status === 404) return null;
  const id = await idIn(context, jobId, checked(answer));
  return id === null ? null : { id };
}

/** running: also where the service cannot be reached, or asks to be asked later. Throws HttpStatus for another 4xx. */
export async function pollHttpJob(context: TaskContext, params: HttpJobWith, job: RemoteJob): Promise<JobStatus> {
  const answer = await reached(context, params, job);
  if (answer === null) return { state: 'running' };
  const names = namesOf(answer);
  if (params.failed !== undefined && (await evaluateCel(context, params.failed, names)) === true) {
    return { state: 'failed', message: `job ${job.id} has failed: ${answer.body.trim().slice(0, 300)}` };
  }
  const done = (await evaluateCel(context, params.until, names)) === true;
  context.logger.info(`job ${job.id} ${done ? 'is done' : 'goes on'}`);
  return { state: done ? 'done' : 'running' };
}

/** The body of `result`, or of one more poll. */
export async function collectHttpJob(context: TaskContext, params: HttpJobWith, job: RemoteJob): Promise<TaskResult> {
  const answer = await good(context, params, params.result ?? params.poll, { id: job.id });
  return { value: namesOf(answer)['body'] ?? null };
}

/** A job that is gone already is cancelled. */
export async function cancelHttpJob(context: TaskContext, params: HttpJobWith, job: RemoteJob): Promise<void> {
  if (params.cancel === undefined) return;
  const answer = await send(context, params, params.cancel, { id: job.id });
  if (!GONE.includes(answer.status)) checked(answer);
}

async function reached(context: TaskContext, params: HttpJobWith, { id }: RemoteJob): Promise<Answer | null> {
  const step = params.poll;
  try {
    const answer = await send(context, params, step, { id });
    const verdict = checkAnswer(answer, {});
    if (verdict.kind !== 'status') return answer;
    if (!verdict.retryable) throw new TaskFailure('HttpStatus', verdict.message);
    context.logger.info(`asked again later: ${verdict.message}`);
  } catch (error) {
    const { type, message } = readError(error);
    if (context.signal.aborted || !HICCUPS.includes(type)) throw error;
    context.logger.info(`asked again later: ${message}`);
  }
  return null;
}

const send = (context: TaskContext, params: HttpJobWith, step: HttpJobStep, names: Names): Promise<Answer> =>
  sendRequest(context, jobRequest(params, step, names));

const good = async (context: TaskContext, params: HttpJobWith, step: HttpJobStep, names: Names): Promise<Answer> =>
  checked(await send(context, params, step, names));

function checked(answer: Answer): Answer {
  const verdict = checkAnswer(answer, {});
  if (verdict.kind !== 'status') return answer;
  throw new TaskFailure('HttpStatus', verdict.message, { retryable: verdict.retryable });
}

async function idIn(context: TaskContext, expression: string, answer: Answer): Promise<string | null> {
  const id = await evaluateCel(context, expression, namesOf(answer));
  return typeof id === 'string' || typeof id === 'number' ? String(id) : null;
}

function namesOf({ status, body }: Answer): Record<string, Json> {
  try {
    return { status, body: body.trim() === '' ? null : (JSON.parse(body) as Json) };
  } catch {
    return { status, body };
  }
}
