import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import {
  attemptEvents,
  logOf,
  openTicket,
  refOf,
  rowOf,
  seedRun,
  specWorker,
  type SpecWorker,
} from '../../../test/support/engine.js';
import { type JobService, jobWith, type ServedJob, startJobService } from '../../../test/support/job-service.js';
import type { JsonObject } from '../../../src/domain/json.js';
import type { TicketRef } from '../../../src/domain/runs/task-key.js';
import { inTransaction } from '../../../src/platform/database/transaction.js';
import { loseAttempt } from '../lease/end-lease.sql.js';
import { httpJob } from '../../http/job/http-job.js';
import type { OperatorDefinition } from '../../sdk/index.js';

let db: FreshDatabase;
let service: JobService;
let worker: SpecWorker;
/** Its bodies lose their tickets, as when its process was killed. */
let dying: SpecWorker;
const operators = [httpJob as OperatorDefinition];

beforeAll(async () => {
  db = await freshDatabase();
  service = await startJobService();
  worker = await specWorker(db, operators);
  dying = await specWorker(db, operators);
});
afterAll(async () => {
  await worker.close();
  await dying.close();
  service.close();
  await db.drop();
});
beforeEach(() => {
  service.jobs.length = 0;
  service.onSubmit = () => true;
  service.intercept = () => null;
});

const seed = (given: JsonObject = {}, task: JsonObject = {}): Promise<string> =>
  seedRun(db.pool, {
    job: { type: 'http.job', with: { ...jobWith(service.url), pollInterval: '30s', ...given }, ...task },
  });

const theJob = (): ServedJob => {
  const [job] = service.jobs;
  if (job === undefined) throw new Error('nothing was submitted');
  return job;
};

async function jobEvents(ref: TicketRef): Promise<[string, JsonObject][]> {
  const { rows } = await db.pool.query<{ type: string; payload: JsonObject }>(
    'select type, payload from events where stream = $1 order by version',
    [`job-${ref.dagRunId}/job/-1/${ref.tryNumber}`],
  );
  return rows.map(({ type, payload }) => [type, payload]);
}
const typesOf = async (ref: TicketRef): Promise<string[]> => (await jobEvents(ref)).map(([type]) => type);

const lose = (run: string): Promise<void> => inTransaction(db.pool, (tx) => loseAttempt(tx, refOf(run, 'job')));

/** What the run does when it settles an open ticket. */
const settle = (run: string): Promise<unknown> =>
  db.pool.query(
    `update tickets set outcome = '{"kind":"CANCELLED"}', settled_at = now(), read = true, ended_at = case when owner is null then now() end
     where dag_run_id = $1 and outcome is null`,
    [run],
  );

describe('work that runs elsewhere', () => {
  it('is submitted, waited for without an owner, asked for, and its result fetched', async () => {
    const run = await seed();
    const ref = refOf(run, 'job');
    const first = await worker.engine.attempt(ref);
    expect(first).toMatchObject({ kind: 'waiting', poke: 1, as: 'deferred' });
    expect(await worker.engine.attempt(ref)).toEqual({ ...first, waitingSince: expect.any(Number) });
    expect(await rowOf(db.pool, 'tickets', ref)).toMatchObject({ owner: null, poke: 1, outcome: null });
    expect(await rowOf(db.pool, 'task_instances', ref)).toMatchObject({ state: 'DEFERRED' });
    expect(await rowOf(db.pool, 'remote_jobs', ref)).toMatchObject({
      remote_id: theJob().id,
      token: theJob().token,
      done: false,
    });
    expect(await worker.engine.attempt(refOf(run, 'job', 1))).toMatchObject({
      kind: 'waiting',
      poke: 2,
      as: 'deferred',
    });
    theJob().state = 'done';
    expect(await worker.engine.attempt(refOf(run, 'job', 2))).toMatchObject({
      kind: 'settled',
      outcome: { kind: 'SUCCESS' },
    });
    const { rows } = await db.pool.query<{ value: string }>('select value from xcoms where dag_run_id = $1', [run]);
    expect(rows.map(({ value }) => JSON.parse(value))).toEqual([{ rows: 7, of: theJob().id }]);
    expect(await typesOf(ref)).toEqual(['JobPrepared', 'JobSubmitted', 'JobEnded']);
    expect((await attemptEvents(db.pool, ref)).map(([type]) => type)).toEqual(['AttemptStarted', 'AttemptEnded']);
    expect(await rowOf(db.pool, 'remote_jobs', ref)).toMatchObject({ done: true, orphaned_at: null });
    expect(theJob()).toMatchObject({ polls: 2, cancels: 0 });
  });

  it('whose worker dies before the submission is answered, is found by its token and not submitted again', async () => {
    const run = await seed();
    const submitted = new Promise<void>((resolve) => {
      service.onSubmit = () => {
        resolve();
        return false;
      };
    });
    const lost = dying.engine.attempt(refOf(run, 'job'));
    lost.catch(() => undefined);
    await submitted;
    await lose(run);
    expect(await rowOf(db.pool, 'remote_jobs', refOf(run, 'job'))).toMatchObject({ remote_id: null });
    service.onSubmit = () => true;
    expect(await worker.engine.attempt(refOf(run, 'job'))).toMatchObject({ kind: 'waiting', as: 'deferred' });
    expect(service.jobs).toHaveLength(1);
    expect((await jobEvents(refOf(run, 'job')))[1]).toEqual([
      'JobSubmitted',
      { tryNumber: 1, remoteId: theJob().id, found: true },
    ]);
    expect((await attemptEvents(db.pool, refOf(run, 'job'), 2)).map(([type]) => type)).toEqual(['AttemptStarted']);
    expect(await lost).toEqual({ kind: 'held' });
    expect(await rowOf(db.pool, 'remote_jobs', refOf(run, 'job'))).toMatchObject({ ended_at: null, orphaned_at: null });
  });

  it('whose worker dies before anything was submitted, is submitted by the next one with the same token', async () => {
    const run = await seed();
    const asked = new Promise<void>((resolve) => {
      service.intercept = ({ method }) => {
        if (method === 'POST') resolve();
        return method === 'POST' ? 'never' : null;
      };
    });
    const lost = dying.engine.attempt(refOf(run, 'job'));
    lost.catch(() => undefined);
    await asked;
    await lose(run);
    service.intercept = () => null;
    await worker.engine.attempt(refOf(run, 'job'));
    expect(service.jobs).toHaveLength(1);
    expect((await rowOf(db.pool, 'remote_jobs', refOf(run, 'job')))['token']).toBe(theJob().token);
  });

  it('whose worker dies between two polls, goes on by its id', async () => {
    const run = await seed();
    await dying.engine.attempt(refOf(run, 'job'));
    await lose(run);
    theJob().state = 'done';
    expect(await worker.engine.attempt(refOf(run, 'job', 1))).toMatchObject({ outcome: { kind: 'SUCCESS' } });
    expect(service.jobs).toHaveLength(1);
  });

  it('that has failed fails the try, and nothing is cancelled; the next try submits a job of its own', async () => {
    const run = await seed();
    await worker.engine.attempt(refOf(run, 'job'));
    theJob().state = 'failed';
    expect(await worker.engine.attempt(refOf(run, 'job', 1))).toMatchObject({
      outcome: { kind: 'FAILED', error: { type: 'JobFailed', retryable: true } },
    });
    expect(await rowOf(db.pool, 'remote_jobs', refOf(run, 'job'))).toMatchObject({ orphaned_at: null, done: false });
    const next = refOf(run, 'job', 0, 2);
    await openTicket(db.pool, next);
    await worker.engine.attempt(next);
    expect(new Set(service.jobs.map(({ token }) => token)).size).toBe(2);
  });
});

describe('the execution timeout of work that runs elsewhere', () => {
  it('counts over all polls, wakes the last one, and has the job cancelled', async () => {
    const run = await seed({}, { executionTimeout: 'PT10S' });
    const first = await worker.engine.attempt(refOf(run, 'job'));
    const { since } = await rowOf(db.pool, 'remote_jobs', refOf(run, 'job'));
    expect(first).toMatchObject({ nextAt: (since as Date).getTime() + 10_000 });
    await db.pool.query(`update remote_jobs set since = since - interval '10 s' where dag_run_id = $1`, [run]);
    expect(await worker.engine.attempt(refOf(run, 'job', 1))).toMatchObject({
      outcome: { kind: 'TIMED_OUT', error: { type: 'Timeout', retryable: true } },
    });
    expect(theJob().polls).toBe(0);
    await vi.waitFor(() => expect(theJob().cancels).toBe(1), 10_000);
    await vi.waitFor(async () => expect(await typesOf(refOf(run, 'job'))).toContain('JobCancelled'), 10_000);
  });
});

describe('a job whose ticket the run settles', () => {
  it('while nobody holds a body, is cancelled by a worker, again until it succeeds, with an event', async () => {
    const run = await seed();
    await worker.engine.attempt(refOf(run, 'job'));
    let refusals = 1;
    service.intercept = ({ method }) => (method === 'DELETE' && refusals-- > 0 ? 500 : null);
    await settle(run);
    await vi.waitFor(() => expect(theJob().cancels).toBe(1), 15_000);
    await vi.waitFor(
      async () =>
        expect((await jobEvents(refOf(run, 'job'))).at(-1)).toEqual([
          'JobCancelled',
          { tryNumber: 1, remoteId: theJob().id },
        ]),
      10_000,
    );
    expect((await rowOf(db.pool, 'remote_jobs', refOf(run, 'job')))['ended_at']).not.toBeNull();
    expect((await logOf(db.pool, refOf(run, 'job'))).at(-1)).toContain(`cancelled job ${theJob().id}`);
  });

  it('while a body submits it, is cancelled when the body has ended, though its id was never answered', async () => {
    const run = await seed();
    const submitted = new Promise<void>((resolve) => {
      service.onSubmit = () => {
        resolve();
        return false;
      };
    });
    const attempt = worker.engine.attempt(refOf(run, 'job'));
    await submitted;
    await settle(run);
    expect(await attempt).toMatchObject({ kind: 'settled', outcome: { kind: 'CANCELLED' } });
    await vi.waitFor(() => expect(theJob().cancels).toBe(1), 15_000);
  });

  it('is left to itself where with.cancel is not set, and an event says so', async () => {
    const { url, submit, poll, until } = jobWith(service.url);
    const run = await seedRun(db.pool, { job: { type: 'http.job', with: { url, submit, poll, until } } });
    await worker.engine.attempt(refOf(run, 'job'));
    await settle(run);
    await vi.waitFor(
      async () =>
        expect((await jobEvents(refOf(run, 'job'))).at(-1)).toEqual([
          'JobLeft',
          { tryNumber: 1, remoteId: theJob().id, why: 'http.job leaves its job to itself' },
        ]),
      10_000,
    );
    expect(theJob().cancels).toBe(0);
  });

  it('is cancelled by another worker when the one that began to is gone', async () => {
    const run = await seed();
    await worker.engine.attempt(refOf(run, 'job'));
    await settle(run);
    await db.pool.query(
      `update remote_jobs set cancels = 3, cancel_at = now() + interval '1.5 s' where dag_run_id = $1 and ended_at is null`,
      [run],
    );
    await vi.waitFor(() => expect(theJob().cancels).toBeGreaterThan(0), 10_000);
  });
});
