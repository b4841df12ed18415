import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DagCache } from '../../activities/engine/context/dag-cache.js';
import { createRunActivities, lockRun } from '../../activities/engine/run/index.js';
import { compileDag, type NormalizedDag } from '../domain/dag/index.js';
import { freshInputs } from '../domain/runs/fresh-inputs.js';
import { indexPlan } from '../domain/runs/plan-index.js';
import { turn } from '../domain/runs/turn.js';
import { Masker } from '../../activities/engine/log/masker.js';
import { Notifier } from '../event-store/index.js';
import { createListener, type Listener } from '../platform/database/listener.js';
import { inTransaction } from '../platform/database/transaction.js';
import { freshDatabase, type FreshDatabase } from '../../test/support/database.js';
import { seedRun, settleTicket } from '../../test/support/seed-run.js';
import { startDeadlineWatch } from './deadline-watch.js';
import { settleDeadlines } from './settle-deadlines.js';

const WAIT = { timeout: 30_000, interval: 50 };

describe('deadlines', () => {
  let db: FreshDatabase;
  let notifier: Notifier;
  let run: ReturnType<typeof createRunActivities>;
  let listener: Listener;
  beforeAll(async () => {
    db = await freshDatabase();
    notifier = new Notifier(db.pool);
    const secrets = { connection: async () => null, variable: async () => null };
    run = createRunActivities(db.pool, notifier, { secrets, masker: new Masker() });
    listener = await createListener(db.url);
  });
  afterAll(async () => {
    await listener.close();
    await db.drop();
  });

  const dag = (more: object): NormalizedDag => {
    const id = `dag_${randomUUID().slice(0, 8)}`;
    return { id, tasks: { a: { type: 'bash', with: { command: 'true' } } }, ...more } as unknown as NormalizedDag;
  };
  const seed = (more: object): Promise<string> => seedRun(db.pool, dag(more));
  const claim = (dagRunId: string) => run.claim({ dagRunId, epoch: 1, now: Date.now() });
  const settle = () => settleDeadlines(db.pool, new DagCache(db.pool), notifier);
  /** The deadline is over by now. */
  const pass = (dagRunId: string): Promise<unknown> =>
    db.pool.query(`update deadlines set at = clock_timestamp() - interval '1 second' where dag_run_id = $1`, [
      dagRunId,
    ]);
  async function deadlinesOf(dagRunId: string): Promise<string[]> {
    const { rows } = await db.pool.query<{ text: string }>(
      `select position || case when missed_at is not null then ' missed' when met_at is not null then ' met' else ' open' end as text
       from deadlines where dag_run_id = $1 order by position`,
      [dagRunId],
    );
    return rows.map(({ text }) => text);
  }
  async function missesOf(dagRunId: string): Promise<{ state: string; position: number }[]> {
    const { rows } = await db.pool.query<{ payload: { state: string; position: number } }>(
      `select payload from events where stream = 'run-' || $1 and type = 'DeadlineMissed' order by version`,
      [dagRunId],
    );
    return rows.map(({ payload }) => payload);
  }

  it('of a queued run is missed once, however many look', async () => {
    const id = await seed({ deadlines: [{ after: 'PT1H' }] });
    await settle();
    expect(await deadlinesOf(id)).toEqual(['0 open']);
    await pass(id);
    await Promise.all(Array.from({ length: 5 }, settle));
    expect(await deadlinesOf(id)).toEqual(['0 missed']);
    expect(await missesOf(id)).toMatchObject([{ state: 'queued', position: 0, rule: 'PT1H after queuedAt' }]);
  });

  it('tells the notifiers of the deadline and of the DAG', async () => {
    const log = (message: string) => [{ type: 'notify.log', with: { message } }];
    const notify = { onDeadlineMiss: log('dag'), onFailure: log('no') };
    const id = await seed({ notify, deadlines: [{ after: 'PT1H' }, { after: 'PT2H', notify: log('late') }] });
    await pass(id);
    await settle();
    const { rows } = await db.pool.query(
      'select event_version as version, level, trigger, position from notifications where dag_run_id = $1 order by 1, 2',
      [id],
    );
    expect(rows).toEqual([
      { version: 1, level: 'dag', trigger: 'onDeadlineMiss', position: 0 },
      { version: 2, level: 'dag', trigger: 'onDeadlineMiss', position: 0 },
      { version: 2, level: 'deadline:1', trigger: 'onDeadlineMiss', position: 0 },
    ]);
  });

  it('is met by a run that has succeeded before, and missed by one that succeeds later or has failed', async () => {
    const [good, late, bad] = [
      await seed({ deadlines: [{ after: 'PT1H' }] }),
      await seed({ deadlines: [{ after: 'PT1H' }] }),
      await seed({ deadlines: [{ after: 'PT1H' }] }),
    ];
    for (const id of [good, late, bad]) {
      await claim(id);
      const failed = { kind: 'FAILED', error: { type: 'X', message: 'x', retryable: false } };
      await settleTicket(
        db.pool,
        { dagRunId: id, taskId: 'a', tryNumber: 1 },
        id === bad ? failed : { kind: 'SUCCESS' },
      );
      await claim(id);
    }
    await db.pool.query(`update deadlines set at = clock_timestamp() where dag_run_id = any($1)`, [[good, bad]]);
    await pass(late);
    await db.pool.query(`update dag_runs set ended_at = clock_timestamp() where id = $1`, [late]);
    await settle();
    expect([await deadlinesOf(good), await deadlinesOf(late), await deadlinesOf(bad)]).toEqual([
      ['0 met'],
      ['0 missed'],
      ['0 missed'],
    ]);
    expect([await missesOf(good), await missesOf(late), await missesOf(bad)]).toMatchObject([
      [],
      [{ state: 'success' }],
      [{ state: 'failed' }],
    ]);
  });

  it('from the start exists once the run has started, and is missed while it runs, which then goes on', async () => {
    const deadlines = [{ after: 'PT1H', from: 'startedAt' }];
    const spec = dag({ deadlines });
    const id = await seedRun(db.pool, spec);
    expect(await deadlinesOf(id)).toEqual([]);
    const answer = await claim(id);
    expect(await deadlinesOf(id)).toEqual(['0 open']);
    await pass(id);
    await settle();
    expect(await missesOf(id)).toMatchObject([{ state: 'running' }]);
    await settleTicket(db.pool, { dagRunId: id, taskId: 'a', tryNumber: 1 }, { kind: 'SUCCESS' });
    // the execution knows nothing of the event: its turn is answered with it, and decided again
    if (answer.kind !== 'claimed') throw new Error(answer.kind);
    const index = indexPlan(answer.plan);
    const inputs = freshInputs(index, answer.state, { outcomes: [], controls: [], redispatch: [] });
    expect(inputs).toEqual([]);
    const told = await run.recordTurn({ dagRunId: id, epoch: 1, base: answer.state.version, events: [] });
    expect(told).toMatchObject({ kind: 'diverged', events: [{ type: 'DeadlineMissed' }] });
    expect(turn(index, answer.state, [], Date.now()).events).toEqual([]);
    await claim(id);
    expect((await db.pool.query('select state from dag_runs where id = $1', [id])).rows).toEqual([
      { state: 'SUCCESS' },
    ]);
  });

  it('of the data of a day stands where the run has that data', async () => {
    const spec = dag({ deadlines: [{ by: '06:00' }] });
    const dataInterval = { start: '2036-01-01T00:00:00.000Z', end: '2036-01-02T00:00:00.000Z' };
    const id = await seedRun(db.pool, spec, { dataInterval });
    const { rows } = await db.pool.query<{ at: Date }>('select at from deadlines where dag_run_id = $1', [id]);
    expect(rows.map(({ at }) => at.toISOString())).toEqual(['2036-01-02T06:00:00.000Z']);
    expect(await deadlinesOf(await seedRun(db.pool, spec))).toEqual([]);
  });

  it('is undone with the transaction of a process that dies', async () => {
    const id = await seed({ deadlines: [{ after: 'PT1H' }] });
    await pass(id);
    const locked = inTransaction(db.pool, async (tx) => {
      await lockRun(tx, id);
      const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
      await tx.query(`update deadlines set missed_at = clock_timestamp() where dag_run_id = $1`, [id]);
      await db.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      await tx.query('select 1');
    });
    await expect(locked).rejects.toThrow();
    await settle();
    expect(await missesOf(id)).toHaveLength(1);
  });

  it('is watched by several processes: new ones are heard of, each is missed when it is over, once', async () => {
    const errors: unknown[] = [];
    const deps = { pool: db.pool, notifier, listener, onError: (error: unknown) => void errors.push(error) };
    const stops = [await startDeadlineWatch(deps), await startDeadlineWatch(deps), await startDeadlineWatch(deps)];
    const ids = await Promise.all([100, 300, 500].map((ms) => seed({ deadlines: [{ after: `PT${ms / 1000}S` }] })));
    await vi.waitFor(async () => {
      for (const id of ids) expect(await deadlinesOf(id)).toEqual(['0 missed']);
    }, WAIT);
    await Promise.all(stops.map((stop) => stop()));
    for (const id of ids) expect(await missesOf(id)).toHaveLength(1);
    expect(errors).toEqual([]);
  });

  it('costs a DAG without deadlines nothing', () => {
    expect(compileDag(dag({})).deadlines).toEqual([]);
  });
});
