import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { AttemptActivities, InlineAnswer, TurnAnswer, TurnInput } from '../../activities/contract.js';
import { Masker } from '../../activities/engine/log/masker.js';
import { createRunActivities, requestControl } from '../../activities/engine/run/index.js';
import { InlineLane } from '../../activities/engine/attempt/inline-lane.js';
import { wakeTicket } from '../../activities/engine/attempt/wait.sql.js';
import type { NormalizedDag } from '../../src/domain/dag/index.js';
import type { AttemptAnswer, Outcome } from '../../src/domain/runs/outcome.js';
import type { TicketRef } from '../../src/domain/runs/task-key.js';
import { Notifier } from '../../src/event-store/index.js';
import { inTransaction } from '../../src/platform/database/transaction.js';
import { runWorkflowId } from '../../src/temporal/workflow-id.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { recordHistory } from '../replay/record-history.js';
import { seedRun, settleTicket } from '../support/seed-run.js';
import { chain, wide } from './dags.js';
import { specWorker, type SpecWorker } from '../support/spec-worker.js';

const nothing = (): Promise<null> => Promise.resolve(null);
const NO_SECRETS = { secrets: { connection: nothing, variable: nothing }, masker: new Masker() };

describe.each(['queue', 'inline'] as const)('the run workflow, %s lane', (lane) => {
  let db: FreshDatabase;
  let worker: SpecWorker;
  let loseNextAnswer = false;
  let sendElsewhere = false;
  const calls: TicketRef[] = [];
  let body: (ref: TicketRef) => Promise<AttemptAnswer>;
  let release: () => void = () => undefined;
  /** A body that outlasts its spec. */
  const hanging = new Promise<AttemptAnswer>((resolve) => (release = () => resolve({ kind: 'held' })));
  const settle = async (ref: TicketRef, outcome: Outcome): Promise<AttemptAnswer> => {
    await settleTicket(db.pool, ref, outcome);
    return { kind: 'settled', outcome, cause: 'spec', waitingSince: null };
  };

  beforeAll(async () => {
    db = await freshDatabase();
    const run = createRunActivities(db.pool, new Notifier(db.pool), { ...NO_SECRETS, inline: lane === 'inline' });
    const attempt = async (ref: TicketRef): Promise<AttemptAnswer> => {
      calls.push(ref);
      return body(ref);
    };
    const inlineLane = new InlineLane((ref) =>
      sendElsewhere ? Promise.resolve({ kind: 'elsewhere' }) : Promise.race([attempt(ref), heldSoon()]),
    );
    const inlineRound: AttemptActivities['inlineRound'] = (refs) => inlineLane.round(refs);
    /** Commits, and then dies before it has answered, where the spec says so. */
    const recordTurn = async (input: TurnInput): Promise<TurnAnswer> => {
      const answer = await run.recordTurn(input);
      if (!loseNextAnswer || !input.events.some((event) => event.type === 'TaskSucceeded')) return answer;
      loseNextAnswer = false;
      throw new Error('the answer is lost');
    };
    worker = await specWorker(inject('temporalAddress'), { ...run, recordTurn, attempt, inlineRound });
  });
  afterEach(async ({ task }) => {
    if (process.env['CONTINUO_RECORD'] === undefined) return;
    for (const [i, workflowId] of worker.started.splice(0).entries())
      await recordHistory(worker.client, workflowId, `${lane === 'inline' ? 'inline ' : ''}${task.name} ${i + 1}`);
  });
  afterAll(async () => {
    release();
    await worker.stop();
    await db.drop();
  });

  const typesOf = async (id: string): Promise<string[]> =>
    (
      await db.pool.query<{ type: string }>('select type from events where stream = $1 order by version', [`run-${id}`])
    ).rows.map((row) => row.type);
  const stateOf = async (id: string): Promise<string | undefined> =>
    (await db.pool.query<{ state: string }>('select state from dag_runs where id = $1', [id])).rows[0]?.state;

  it('runs a chain: every fact is in the stream, the projections and the tickets', async () => {
    body = (ref) => settle(ref, { kind: 'SUCCESS' });
    const id = await seedRun(db.pool, chain('chain', 3));
    await worker.execute(id);
    expect(await typesOf(id)).toEqual([
      'RunCreated',
      'RunStarted',
      'TaskQueued',
      'TaskSucceeded',
      'TaskQueued',
      'TaskSucceeded',
      'TaskQueued',
      'TaskSucceeded',
      'RunSucceeded',
    ]);
    expect(await stateOf(id)).toBe('SUCCESS');
    const { rows } = await db.pool.query(
      'select distinct state, (ended_at is not null) as ended from task_instances where dag_run_id = $1',
      [id],
    );
    expect(rows).toEqual([{ state: 'SUCCESS', ended: true }]);
    const tickets = await db.pool.query('select count(*)::int as n from tickets where dag_run_id = $1 and read', [id]);
    expect(tickets.rows).toEqual([{ n: 3 }]);
  });

  it('goes on over segments of 50 events, with no attempt made twice', async () => {
    calls.length = 0;
    body = (ref) => settle(ref, { kind: 'SUCCESS' });
    const id = await seedRun(db.pool, chain('segments', 30));
    await worker.execute(id, { segmentEvents: 50 });
    expect(await stateOf(id)).toBe('SUCCESS');
    expect(new Set(calls.map((ref) => ref.taskId)).size).toBe(30);
    expect(calls.length).toBe(30);
  });

  it('goes on in the queue lane where the worker has enough to do', async () => {
    calls.length = 0;
    body = (ref) => settle(ref, { kind: 'SUCCESS' });
    sendElsewhere = true;
    const id = await seedRun(db.pool, chain('elsewhere', 3));
    await worker.execute(id);
    sendElsewhere = false;
    expect([await stateOf(id), calls.length]).toEqual(['SUCCESS', 3]);
  });

  it('runs a chain for longer than one workflow task may work inline', async () => {
    body = async (ref) => {
      await new Promise((resolve) => setTimeout(resolve, 60));
      return settle(ref, { kind: 'SUCCESS' });
    };
    const id = await seedRun(db.pool, chain('long', 30));
    await worker.execute(id);
    expect(await stateOf(id)).toBe('SUCCESS');
  });

  it('runs 600 tasks side by side through its window', async () => {
    calls.length = 0;
    body = (ref) => settle(ref, { kind: 'SUCCESS' });
    const id = await seedRun(db.pool, wide('wide', 600));
    await worker.execute(id);
    expect([await stateOf(id), calls.length]).toEqual(['SUCCESS', 600]);
  });

  it('retries after a durable wait, and counts tries', async () => {
    body = (ref) =>
      settle(
        ref,
        ref.tryNumber === 1
          ? { kind: 'FAILED', error: { type: 'E', message: 'm', retryable: true } }
          : { kind: 'SUCCESS' },
      );
    const id = await seedRun(db.pool, {
      id: 'retry',
      tasks: { a: { type: 'bash', with: { command: 'x' }, retries: 1, retryDelay: 'PT1S' } },
    } as unknown as NormalizedDag);
    await worker.execute(id);
    expect(await typesOf(id)).toEqual([
      'RunCreated',
      'RunStarted',
      'TaskQueued',
      'TaskUpForRetry',
      'TaskQueued',
      'TaskSucceeded',
      'RunSucceeded',
    ]);
  });

  it('waits between pokes without an attempt under way', async () => {
    body = async (ref) => {
      if (ref.poke >= 2) return settle(ref, { kind: 'SUCCESS' });
      const nextAt = Date.now() + 300;
      await db.pool.query('update tickets set poke = poke + 1, next_at = now() where dag_run_id = $1', [ref.dagRunId]);
      return { kind: 'waiting', poke: ref.poke + 1, nextAt, waitingSince: Date.now(), cause: 'spec' };
    };
    const id = await seedRun(db.pool, chain('sensor', 1));
    await worker.execute(id);
    expect((await typesOf(id)).filter((type) => type === 'TaskUpForReschedule')).toHaveLength(2);
  });

  it('pokes at once when a wait is woken, though its next poke was far away', async () => {
    body = async (ref) => {
      if (ref.poke >= 1) return settle(ref, { kind: 'SUCCESS' });
      const nextAt = Date.now() + 86_400_000;
      await db.pool.query('update tickets set poke = poke + 1, next_at = $2 where dag_run_id = $1', [
        ref.dagRunId,
        new Date(nextAt),
      ]);
      return { kind: 'waiting', poke: ref.poke + 1, nextAt, waitingSince: Date.now(), cause: 'spec' };
    };
    const id = await seedRun(db.pool, chain('woken', 1));
    const done = worker.execute(id);
    await until(async () => (await typesOf(id)).includes('TaskUpForReschedule'));
    await wakeTicket(db.pool, { dagRunId: id, taskId: 't0', mapIndex: -1, tryNumber: 1 });
    await worker.client.workflow.getHandle(runWorkflowId(id, 1)).signal('wake');
    await done;
    expect((await typesOf(id)).slice(-4)).toEqual([
      'TaskUpForReschedule',
      'TaskWoken',
      'TaskSucceeded',
      'RunSucceeded',
    ]);
  });

  it('reads an outcome whose activity never answers, when it is woken', async () => {
    body = () => hanging;
    const id = await seedRun(db.pool, chain('silent', 1));
    await worker.start(id);
    await until(async () => calls.some((ref) => ref.dagRunId === id));
    await settleTicket(db.pool, { dagRunId: id, taskId: 't0', tryNumber: 1 }, { kind: 'SUCCESS' });
    const handle = worker.client.workflow.getHandle(runWorkflowId(id, 1));
    await handle.signal('wake');
    await handle.result();
    expect(await stateOf(id)).toBe('SUCCESS');
  });

  it('applies a control that is a row, and settles what runs', async () => {
    body = () => hanging;
    const id = await seedRun(db.pool, chain('control', 2));
    await worker.start(id);
    await until(async () => calls.some((ref) => ref.dagRunId === id));
    const actor = { kind: 'USER' as const, id: 'bob', name: 'Bob' };
    await inTransaction(db.pool, (tx) =>
      requestControl(tx, { dagRunId: id, request: { kind: 'setRunState', state: 'failed' }, actor, reason: 'enough' }),
    );
    const handle = worker.client.workflow.getHandle(runWorkflowId(id, 1));
    await handle.signal('wake');
    await handle.result();
    expect(await stateOf(id)).toBe('FAILED');
    const { rows } = await db.pool.query(
      `select outcome->>'kind' as kind, read, (select answer->>'kind' from controls where dag_run_id = $1) as answer from tickets where dag_run_id = $1`,
      [id],
    );
    expect(rows).toEqual([{ kind: 'CANCELLED', read: true, answer: 'applied' }]);
    const event = await db.pool.query(`select actor_id, reason from events where stream = $1 and type = 'RunFailed'`, [
      `run-${id}`,
    ]);
    expect(event.rows).toEqual([{ actor_id: 'bob', reason: 'enough' }]);
  });

  it('judges a control on an ended run without Temporal, and opens the run again under the next epoch', async () => {
    body = (ref) => settle(ref, { kind: 'SUCCESS' });
    const id = await seedRun(db.pool, chain('again', 1));
    await worker.execute(id);
    const actor = { kind: 'USER' as const, id: 'bob', name: 'Bob' };
    const asked = await inTransaction(db.pool, (tx) =>
      requestControl(tx, { dagRunId: id, request: { kind: 'setRunState', state: 'queued' }, actor, reason: null }),
    );
    expect(asked).toMatchObject({ number: 1, reopened: true });
    expect(await stateOf(id)).toBe('QUEUED');
    await db.pool.query('update dag_runs set admitted_at = now() where id = $1', [id]);
    await worker.execute(id, { epoch: 2 });
    expect(await stateOf(id)).toBe('SUCCESS');
    expect((await typesOf(id)).slice(-4)).toEqual(['ControlApplied', 'RunReopened', 'RunStarted', 'RunSucceeded']);
  });

  it('adopts what the stream says when the answer of a committed turn was lost and more has arrived meanwhile', async () => {
    body = async (ref) => {
      if (ref.taskId === 't1') await new Promise((resolve) => setTimeout(resolve, 300));
      return settle(ref, { kind: 'SUCCESS' });
    };
    loseNextAnswer = true;
    const id = await seedRun(db.pool, wide('lost', 2));
    await worker.execute(id);
    expect(loseNextAnswer).toBe(false);
    expect(await stateOf(id)).toBe('SUCCESS');
    const types = await typesOf(id);
    expect(types.filter((type) => type === 'TaskSucceeded')).toHaveLength(2);
    expect(types.filter((type) => type === 'RunStarted')).toHaveLength(1);
  });

  it('performs nothing under an old epoch', async () => {
    body = (ref) => settle(ref, { kind: 'SUCCESS' });
    const id = await seedRun(db.pool, chain('old', 1));
    await db.pool.query('update dag_runs set epoch = 2 where id = $1', [id]);
    await worker.execute(id, { epoch: 1 });
    expect(await typesOf(id)).toEqual(['RunCreated']);
  });

  it('takes a cancel in Temporal as an input: the run fails, and says where it came from', async () => {
    body = () => hanging;
    const id = await seedRun(db.pool, chain('cancelled', 2));
    await worker.start(id);
    await until(async () => calls.some((ref) => ref.dagRunId === id));
    const handle = worker.client.workflow.getHandle(runWorkflowId(id, 1));
    await handle.cancel();
    await handle.result();
    expect(await stateOf(id)).toBe('FAILED');
  });
});

const heldSoon = (): Promise<InlineAnswer> =>
  new Promise((resolve) => setTimeout(() => resolve({ kind: 'held' }), 500));

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}
