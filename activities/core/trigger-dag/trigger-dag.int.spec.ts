import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { refOf, rowOf, seedRun, specWorker, type SpecWorker } from '../../../test/support/engine.js';
import type { JsonObject } from '../../../src/domain/json.js';
import { Notifier } from '../../../src/event-store/index.js';
import { inTransaction } from '../../../src/platform/database/transaction.js';
import { childrenOf } from '../../engine/children/children.sql.js';
import { Masker } from '../../engine/log/masker.js';
import { loseAttempt } from '../../engine/lease/end-lease.sql.js';
import { createRunActivities, requestControl } from '../../engine/run/index.js';
import type { OperatorDefinition } from '../../sdk/index.js';
import { triggerDag } from './trigger-dag.js';

const NO_SECRETS = { connection: async () => null, variable: async () => null };

let db: FreshDatabase;
let worker: SpecWorker;
beforeAll(async () => {
  db = await freshDatabase();
  worker = await specWorker(db, [triggerDag as OperatorDefinition]);
});
afterAll(async () => {
  await worker.close();
  await db.drop();
});

/** A DAG that ends with its first turn. */
const childDag = async (): Promise<string> => dagOf(await seedRun(db.pool, { only: { type: 'empty' } }));
const dagOf = async (run: string): Promise<string> => {
  const { rows } = await db.pool.query<{ dag: string }>('select dag_id as dag from dag_runs where id = $1', [run]);
  return rows[0]?.dag ?? '';
};
const seed = (dag: string, given: JsonObject = {}): Promise<string> =>
  seedRun(db.pool, { t: { type: 'triggerDag', with: { dag, ...given } } });
const children = (run: string) => childrenOf(db.pool, run, [{ taskId: 't', mapIndex: -1 }]);
const theChild = async (run: string) => {
  const [child, ...more] = await children(run);
  if (child === undefined || more.length > 0) throw new Error(`${more.length + (child ? 1 : 0)} children`);
  return child;
};
const play = async (dagRunId: string, epoch = 1): Promise<void> => {
  const activities = createRunActivities(db.pool, new Notifier(db.pool), { secrets: NO_SECRETS, masker: new Masker() });
  await activities.claim({ dagRunId, epoch, now: Date.now() });
};

describe('triggerDag', () => {
  it('triggers one run, which knows who triggered it, and does not wait when not asked to', async () => {
    const dag = await childDag();
    const run = await seed(dag, { conf: { a: 1 } });
    expect(await worker.engine.attempt(refOf(run, 't'))).toMatchObject({ outcome: { kind: 'SUCCESS' } });
    const child = await theChild(run);
    expect(child).toMatchObject({ dagId: dag, state: 'QUEUED' });
    const { rows } = await db.pool.query('select actor_kind, causation_id, payload from events where stream = $1', [
      `run-${child.id}`,
    ]);
    expect(rows[0]).toMatchObject({
      actor_kind: 'WORKER',
      causation_id: `attempt-${run}/t/-1/1/1:0`,
      payload: { conf: { a: 1 }, parent: { dagRunId: run, taskId: 't', mapIndex: -1, tryNumber: 1 } },
    });
  });

  it('waits deferred, and the end of the run wakes it', async () => {
    const run = await seed(await childDag(), { wait: true });
    expect(await worker.engine.attempt(refOf(run, 't'))).toMatchObject({ kind: 'waiting', as: 'deferred' });
    expect(await rowOf(db.pool, 'tickets', refOf(run, 't'))).toMatchObject({ woken: false });
    await play((await theChild(run)).id);
    expect(await rowOf(db.pool, 'tickets', refOf(run, 't'))).toMatchObject({ woken: true });
    const { rows } = await db.pool.query('select kind from outbox where dag_run_id = $1', [run]);
    expect(rows).toEqual([{ kind: 'wake' }]);
    expect(await worker.engine.attempt(refOf(run, 't', 1))).toMatchObject({ outcome: { kind: 'SUCCESS' } });
    const { rows: values } = await db.pool.query<{ value: string }>('select value from xcoms where dag_run_id = $1', [
      run,
    ]);
    expect(JSON.parse(values[0]?.value ?? '')).toMatchObject({ state: 'success', id: (await theChild(run)).id });
  });

  it('fails when the run has failed', async () => {
    const run = await seed(await childDag(), { wait: true });
    await worker.engine.attempt(refOf(run, 't'));
    const dagRunId = (await theChild(run)).id;
    const actor = { kind: 'USER' as const, id: 'spec', name: 'spec' };
    await db.pool.query('update dag_runs set admitted_at = null where id = $1', [dagRunId]);
    await inTransaction(db.pool, (tx) =>
      requestControl(tx, { dagRunId, request: { kind: 'setRunState', state: 'failed' }, actor, reason: 'spec' }),
    );
    expect(await rowOf(db.pool, 'tickets', refOf(run, 't'))).toMatchObject({ woken: true });
    expect(await worker.engine.attempt(refOf(run, 't', 1))).toMatchObject({
      outcome: { kind: 'FAILED', error: { type: 'TriggeredRunFailed' } },
    });
  });

  it('whose worker died after it had made the run, makes no second one', async () => {
    const run = await seed(await childDag(), { wait: true });
    await worker.engine.attempt(refOf(run, 't'));
    // as if the reply was lost: the run is made, and nobody has recorded which
    await db.pool.query('update remote_jobs set remote_id = null where dag_run_id = $1', [run]);
    await db.pool.query('update tickets set poke = 0 where dag_run_id = $1', [run]);
    await inTransaction(db.pool, (tx) => loseAttempt(tx, refOf(run, 't')));
    expect(await worker.engine.attempt(refOf(run, 't'))).toMatchObject({ kind: 'waiting', as: 'deferred' });
    expect((await rowOf(db.pool, 'remote_jobs', refOf(run, 't')))['remote_id']).toBe((await theChild(run)).id);
  });

  it.each([
    ['refuse', { kind: 'FAILED', error: { type: 'RunAlreadyExists', retryable: false } }],
    ['skip', { kind: 'SKIPPED' }],
    ['reuse', { kind: 'SUCCESS' }],
  ])('given a run id that is taken and onExisting %s, ends so', async (onExisting, outcome) => {
    const dag = await childDag();
    const run = await seed(dag, { runId: 'manual__spec', onExisting });
    expect(await worker.engine.attempt(refOf(run, 't'))).toMatchObject({ outcome });
    expect(await children(run)).toEqual([]);
  });

  it.each(['refuse', 'skip', 'reuse', 'clear'])(
    'given a run id that scheduled runs have, and no such run, fails, also with onExisting %s',
    async (onExisting) => {
      const run = await seed(await childDag(), { runId: 'scheduled__mine', onExisting });
      expect(await worker.engine.attempt(refOf(run, 't'))).toMatchObject({
        outcome: {
          kind: 'FAILED',
          error: { type: 'BadWith', message: expect.stringContaining('with.runId') as string },
        },
      });
      expect(await children(run)).toEqual([]);
    },
  );

  it('is woken by the end of a run that it has reused, too, and takes one that has ended at once', async () => {
    const existing = await seedRun(db.pool, { only: { type: 'empty' } });
    const given = { runId: 'manual__spec', onExisting: 'reuse', wait: true };
    const run = await seed(await dagOf(existing), given);
    expect(await worker.engine.attempt(refOf(run, 't'))).toMatchObject({ kind: 'waiting', as: 'deferred' });
    await db.pool.query(`update dag_runs set state = 'QUEUED', admitted_at = null where id = $1`, [existing]);
    const actor = { kind: 'USER' as const, id: 'spec', name: 'spec' };
    await inTransaction(db.pool, (tx) =>
      requestControl(tx, {
        dagRunId: existing,
        request: { kind: 'setRunState', state: 'failed' },
        actor,
        reason: 'spec',
      }),
    );
    expect(await rowOf(db.pool, 'tickets', refOf(run, 't'))).toMatchObject({ woken: true });
    const failed = { outcome: { kind: 'FAILED', error: { type: 'TriggeredRunFailed' } } };
    expect(await worker.engine.attempt(refOf(run, 't', 1))).toMatchObject(failed);
    const late = await seed(await dagOf(existing), given);
    expect(await worker.engine.attempt(refOf(late, 't'))).toMatchObject(failed);
  });

  it('clears a run that has ended, once for the try, and waits for its new end', async () => {
    const dag = await childDag();
    const first = await seed(dag, { runId: 'taken' });
    await worker.engine.attempt(refOf(first, 't'));
    const existing = (await theChild(first)).id;
    await play(existing);
    const run = await seed(dag, { runId: 'taken', onExisting: 'clear', wait: true });
    expect(await worker.engine.attempt(refOf(run, 't'))).toMatchObject({ kind: 'waiting', as: 'deferred' });
    const cleared = async (): Promise<unknown> =>
      (await db.pool.query('select clear_number, state, epoch from dag_runs where id = $1', [existing])).rows[0];
    expect(await cleared()).toEqual({ clear_number: 1, state: 'QUEUED', epoch: 2 });
    const { rows } = await db.pool.query(
      `select actor_kind, reason, payload from events where stream = $1 and type = 'ControlApplied'`,
      [`run-${existing}`],
    );
    expect(rows).toMatchObject([
      { actor_kind: 'WORKER', reason: `cleared by t of run ${run}`, payload: { request: { by: `${run}/t/-1/1` } } },
    ]);
    // as if the reply was lost: the run is cleared, and nobody has recorded it
    await db.pool.query('update remote_jobs set remote_id = null where dag_run_id = $1', [run]);
    await db.pool.query('update tickets set poke = 0 where dag_run_id = $1', [run]);
    await inTransaction(db.pool, (tx) => loseAttempt(tx, refOf(run, 't')));
    expect(await worker.engine.attempt(refOf(run, 't'))).toMatchObject({ kind: 'waiting', as: 'deferred' });
    expect(await cleared()).toMatchObject({ clear_number: 1 });
    await play(existing, 2);
    expect(await worker.engine.attempt(refOf(run, 't', 1))).toMatchObject({ outcome: { kind: 'SUCCESS' } });
  });

  it('does not clear the run that it belongs to', async () => {
    const run = await seed('own', { runId: 'manual__spec', onExisting: 'clear' });
    const spec = `update dag_versions set spec = jsonb_set(spec, '{tasks,t,with,dag}', to_jsonb(dag_id)) where dag_id = $1`;
    await db.pool.query(spec, [await dagOf(run)]);
    expect(await worker.engine.attempt(refOf(run, 't'))).toMatchObject({
      outcome: { kind: 'FAILED', error: { type: 'OwnRun', retryable: false } },
    });
  });

  it('says which DAG is not there', async () => {
    const run = await seed('nobody_has_it');
    expect(await worker.engine.attempt(refOf(run, 't'))).toMatchObject({
      outcome: { kind: 'FAILED', error: { type: 'DagNotFound', retryable: false } },
    });
  });
});
