import type { Pool } from 'pg';
import { appendEvents, emptyStream, type Notifier } from '../../../src/event-store/index.js';
import { inTransaction, type Tx } from '../../../src/platform/database/transaction.js';
import type { Begun } from '../attempt/begin.js';
import { cancelFailure } from '../attempt/body-end.js';
import { patiently, type OnWait } from '../attempt/patiently.js';
import { workerActor, type WorkerIdentity } from '../attempt/worker-identity.js';
import type { RemoteJob } from '../../sdk/index.js';
import { insertJob, type JobRow, lockOwned, readJob, updateJob } from './job.sql.js';
import { jobDraft, type JobEvent, jobStream, jobToken } from './job-events.js';

export interface JobDeskDeps {
  pool: Pool;
  notifier: Pick<Notifier, 'poke'>;
  worker: WorkerIdentity;
  begun: Begun;
  dagId: string | null;
  operator: string;
  onWait: OnWait;
}

/**
 * What a body records of the job that its try waits for, each with its event, and only while the ticket is this body's. Waits for a database out of
 * reach: a remote id that was not recorded is a job that the next attempt has to look for. Throws where the ticket is another's.
 */
export class JobDesk {
  constructor(private readonly deps: JobDeskDeps) {}

  read(): Promise<JobRow | null> {
    const { pool, begun, onWait } = this.deps;
    return patiently(() => readJob(pool, begun.ref), onWait);
  }

  /** The token, before anything is submitted with it. Refused on a settled ticket. */
  prepare(): Promise<JobRow> {
    const { begun, operator } = this.deps;
    const token = jobToken(begun.ref);
    return this.asOwner(async (tx, { settled, now }) => {
      if (settled) throw cancelFailure();
      const event = this.draft({ type: 'JobPrepared', payload: { operator, token } }, now);
      const end = await appendEvents(tx, emptyStream(jobStream(begun.ref)), [event]);
      const head = { head: end.version, headHash: end.hash ?? '' };
      await insertJob(tx, begun.ref, { operator, token, since: new Date(now), ...head });
      return { token, remoteId: null, details: null, done: false, since: now, ...head };
    });
  }

  /** As soon as the other system has named the job; also where the ticket was settled meanwhile, so that the right job is cancelled. */
  submitted({ id, details }: RemoteJob, found: boolean): Promise<JobRow> {
    const event: JobEvent = { type: 'JobSubmitted', payload: { remoteId: id, found } };
    return this.change(event, { remoteId: id, details: details ?? null });
  }

  /** The job has ended by itself: nobody has to cancel it. */
  ended(remoteId: string, outcome: 'done' | 'failed'): Promise<JobRow> {
    return this.change({ type: 'JobEnded', payload: { remoteId, outcome } }, { done: outcome === 'done' }, true);
  }

  private change(event: JobEvent, change: Partial<JobRow>, ended = false): Promise<JobRow> {
    const { ref } = this.deps.begun;
    return this.asOwner(async (tx, { now }) => {
      const before = await readJob(tx, ref);
      if (before === null) throw new Error('a prepared job has vanished');
      const stream = { stream: jobStream(ref), version: before.head, hash: before.headHash };
      const end = await appendEvents(tx, stream, [this.draft(event, now)]);
      const after = { ...before, ...change, head: end.version, headHash: end.hash ?? '' };
      await updateJob(tx, ref, { ...after, remoteId: after.remoteId ?? '', ended });
      return after;
    });
  }

  private async asOwner<T>(work: (tx: Tx, ticket: { settled: boolean; now: number }) => Promise<T>): Promise<T> {
    const { pool, notifier, begun, worker, onWait } = this.deps;
    const owner = { incarnation: worker.incarnation, fence: begun.fence };
    const made = await patiently(
      () =>
        inTransaction(pool, async (tx) => {
          const ticket = await lockOwned(tx, begun.ref, owner);
          if (ticket === null) throw cancelFailure();
          return work(tx, ticket);
        }),
      onWait,
    );
    notifier.poke('continuo_events');
    return made;
  }

  private draft(event: JobEvent, at: number) {
    const { begun, worker, dagId } = this.deps;
    return jobDraft({ ref: begun.ref, dagId, actor: workerActor(worker), at }, event);
  }
}
