import { assertNever } from '../../../src/domain/assert-never.js';
import { cancelDelayMs, MOST_CANCELS, STRAGGLER_MS } from '../../../src/domain/runs/remote-job.js';
import { appendEvents } from '../../../src/event-store/index.js';
import { inTransaction } from '../../../src/platform/database/transaction.js';
import { type DeferredOperator, isDeferred, type RemoteJob, TaskFailure, type TaskContext } from '../../sdk/index.js';
import { Body } from '../attempt/body.js';
import { workerFailure } from '../attempt/body-end.js';
import type { EngineDeps } from '../attempt/engine-deps.js';
import { prepareBody } from '../attempt/prepare-body.js';
import { checkedWith } from '../attempt/run-operator.js';
import { taskErrorOf } from '../attempt/task-error.js';
import { workerActor } from '../attempt/worker-identity.js';
import { loadTaskFacts } from '../context/task-facts.js';
import { openLog } from '../log/open-log.js';
import { closeOrphan, type OrphanRow, postponeCancel, saveHeadHash } from './orphan.sql.js';
import { jobDraft, type JobEvent, jobStream } from './job-events.js';

/** A cancel that takes longer has failed. */
export const LONGEST_CANCEL_MS = 60_000;

/** What a cancel came to. */
type Cancelled = { kind: 'cancelled'; remoteId: string } | { kind: 'left'; why: string } | { kind: 'later' };

/**
 * Cancels one claimed job by its operator, or says why it is left alone; what fails, or is stopped, is tried again later. Throws where PostgreSQL is out
 * of reach.
 */
export async function cancelJob(deps: EngineDeps, orphan: OrphanRow, stop: AbortSignal): Promise<void> {
  const { pool, masker } = deps;
  const cancelled = await tryCancel(deps, orphan, stop).catch((thrown: unknown): Cancelled => {
    deps.onError(thrown);
    const { type, message } = taskErrorOf(thrown, masker.mask);
    return orphan.cancels < MOST_CANCELS
      ? { kind: 'later' }
      : { kind: 'left', why: `${type}: ${message}`.slice(0, 1_000) };
  });
  switch (cancelled.kind) {
    case 'later':
      return postponeCancel(pool, orphan, cancelDelayMs(orphan.cancels));
    case 'cancelled':
      return close(deps, orphan, { type: 'JobCancelled', payload: { remoteId: cancelled.remoteId } });
    case 'left':
      return close(deps, orphan, { type: 'JobLeft', payload: { remoteId: orphan.remoteId, why: cancelled.why } });
    default:
      return assertNever(cancelled, 'end of a cancel');
  }
}

async function tryCancel(deps: EngineDeps, orphan: OrphanRow, stop: AbortSignal): Promise<Cancelled> {
  const facts = await loadTaskFacts(deps.pool, deps.dags, orphan);
  if (facts === null) return { kind: 'left', why: 'the run is gone' };
  const { logPool, notifier, masker, onError } = deps;
  const log = openLog({ pool: logPool, notifier, mask: masker.mask, onError }, orphan, orphan.attempt);
  const begun = { ref: { ...orphan, poke: 0 }, fence: 0, attempt: orphan.attempt, at: facts.run.readAt };
  const body = new Body({ ...begun, hash: null, waitingSince: null, sensor: false }, facts, log);
  const limit = setTimeout(() => body.stop('timeout', tooLong()), LONGEST_CANCEL_MS);
  const cut = (): void => body.stop('worker', workerFailure());
  stop.addEventListener('abort', cut, { once: true });
  try {
    const { operator, context, params } = await prepareBody(body, deps);
    if (!isDeferred(operator)) return { kind: 'left', why: `the operator ${operator.type} does not run elsewhere` };
    return await callCancel(operator, context, checkedWith(operator, params), orphan);
  } finally {
    clearTimeout(limit);
    stop.removeEventListener('abort', cut);
    await log.close();
  }
}

const tooLong = (): TaskFailure =>
  new TaskFailure('Timeout', `the cancel took longer than ${LONGEST_CANCEL_MS / 1000} s`);

async function callCancel(
  operator: DeferredOperator<unknown>,
  context: TaskContext,
  params: unknown,
  orphan: OrphanRow,
): Promise<Cancelled> {
  if (operator.cancel === undefined || operator.cancels?.(params) === false) {
    return { kind: 'left', why: `${operator.type} leaves its job to itself` };
  }
  const job = await jobOf(operator, context, params, orphan);
  if (job === null && operator.find === undefined) {
    return { kind: 'left', why: 'nobody knows whether it was submitted, and the operator cannot look for it' };
  }
  if (job === null) {
    return orphan.orphanedMs < STRAGGLER_MS ? { kind: 'later' } : { kind: 'left', why: 'no job was submitted' };
  }
  await operator.cancel(context, params, job);
  context.logger.info(`cancelled job ${job.id}`);
  return { kind: 'cancelled', remoteId: job.id };
}

async function jobOf(
  operator: DeferredOperator<unknown>,
  context: TaskContext,
  params: unknown,
  { remoteId, details, token }: OrphanRow,
): Promise<RemoteJob | null> {
  if (remoteId !== null) return { id: remoteId, details };
  return (await operator.find?.(context, params, token)) ?? null;
}

/** The end of the job and the event that tells of it; nothing where another worker has claimed it since. */
async function close({ pool, worker, notifier }: EngineDeps, orphan: OrphanRow, event: JobEvent): Promise<void> {
  const remoteId = 'remoteId' in event.payload ? event.payload.remoteId : null;
  await inTransaction(pool, async (tx) => {
    const closed = await closeOrphan(tx, orphan, { remoteId, head: orphan.head + 1 });
    if (closed === null) return;
    const head = { stream: jobStream(orphan), version: orphan.head, hash: orphan.headHash };
    const facts = { ref: orphan, dagId: orphan.dagId, actor: workerActor(worker), at: closed.now };
    const end = await appendEvents(tx, head, [jobDraft(facts, event)]);
    await saveHeadHash(tx, orphan, end.hash ?? '');
  });
  notifier.poke('continuo_events');
}
