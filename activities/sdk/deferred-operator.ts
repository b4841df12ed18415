import type { Json } from '../../src/domain/json.js';
import { checkedType, type OperatorCommon } from './operator-common.js';
import type { TaskContext } from './task-context.js';
import type { TaskResult } from './task-result.js';

/** A job of another system. `details`: what poll, collect and cancel need beside its id; small, and without secrets, for it is kept in clear text. */
export interface RemoteJob {
  id: string;
  details?: Json;
}

/** What `submit` answers. `done`: the job has ended well already, so that nobody waits for it. */
export type SubmittedJob = RemoteJob & { done?: boolean };

/** failed: the other system says that the job has ended badly; the try fails with it, and nothing is cancelled. */
export type JobStatus =
  { state: 'running' } | { state: 'done' } | { state: 'failed'; message: string; type?: string; retryable?: boolean };

/** When the job is asked for (ms): `intervalMs` after its submission, then × backoff (1: constant) each time, at most maxIntervalMs. */
export interface JobPolling {
  intervalMs: number;
  backoff?: number;
  maxIntervalMs?: number;
}

/**
 * Work that runs elsewhere. Between its steps the task is DEFERRED: no process, no slot. Each step may be made again after a crash.
 * `token` is the same for every attempt of a try and is recorded before `submit`; give it to the other system as its client token or
 * idempotency key. Where a worker died between `submit` and its answer, the next one asks `find` first; without `find` it submits again with
 * the same token, which makes a second job where the other system does not know tokens.
 */
export interface DeferredOperator<W> extends OperatorCommon<W> {
  polling(params: W): JobPolling;
  /** The job that was submitted with the token, null for none. */
  find?(context: TaskContext, params: W, token: string): Promise<RemoteJob | null>;
  submit(context: TaskContext, params: W, token: string): Promise<SubmittedJob>;
  /** What it throws fails the try and has the job cancelled: answer `running` for a hiccup. */
  poll(context: TaskContext, params: W, job: RemoteJob): Promise<JobStatus>;
  /** The result of a job that is done; without it the task has none. */
  collect?(context: TaskContext, params: W, job: RemoteJob): Promise<TaskResult>;
  /**
   * Ends the job; called after the try was settled (cancel, timeout, failure) while the job was not known to have ended, at least once, until it does not
   * throw. A job that is gone is no error. Without it the job goes on, and an event says so.
   */
  cancel?(context: TaskContext, params: W, job: RemoteJob): Promise<void>;
  /** False where these params leave a job to itself, as without `cancel`. */
  cancels?(params: W): boolean;
}

/** As defineOperator, for work that runs elsewhere. */
export function defineDeferredOperator<W>(definition: DeferredOperator<W>): DeferredOperator<W> {
  return checkedType(definition);
}
