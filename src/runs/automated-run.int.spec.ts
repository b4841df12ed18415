import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../test/support/database.js';
import { VersionReader } from '../dags/index.js';
import type { NormalizedDag } from '../domain/dag/index.js';
import { inTransaction } from '../platform/database/transaction.js';
import { admitRuns } from './admission.js';
import { type Automated, type AutomatedRun, createAutomatedRuns } from './automated-run.js';

const DAY = 86_400_000;
const day = (n: number): number => Date.parse('2026-03-01') + n * DAY;
const actor = { kind: 'SCHEDULER', id: 'scheduler', name: 'scheduler' } as const;

let db: FreshDatabase;
const versions = new VersionReader();
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

const register = async (spec: NormalizedDag, maxActiveRuns = 16): Promise<void> => {
  await db.pool.query(
    `insert into dags (id, owners, tags, paused, latest_version, max_active_runs) values ($1, '{}', '{}', false, 1, $2)`,
    [spec.id, maxActiveRuns],
  );
  await db.pool.query(
    `insert into dag_versions (dag_id, number, hash, spec, registered_by_kind, registered_by_id, registered_by_name)
     values ($1, 1, 'h', $2, 'USER', 'spec', 'spec')`,
    [spec.id, JSON.stringify(spec)],
  );
};

const scheduled = (dagId: string, n: number, more: Partial<AutomatedRun> = {}): AutomatedRun => ({
  ...{ dagId, type: 'SCHEDULED', runId: `scheduled__${n}`, conf: {}, cause: { kind: 'schedule' }, actor },
  due: { logicalDate: day(n), interval: { start: day(n), end: day(n + 1) }, runAfter: day(n + 1) },
  ...more,
});

const create = (wanted: AutomatedRun[]): Promise<Automated[]> =>
  inTransaction(db.pool, (tx) => createAutomatedRuns(tx, versions, wanted));

const instancesOf = async (made: Automated | undefined): Promise<string[]> => {
  const { rows } = await db.pool.query<{ id: string }>(
    'select task_id as id from task_instances where dag_run_id = $1 order by position',
    [made !== undefined && 'created' in made ? made.created : ''],
  );
  return rows.map(({ id }) => id);
};

describe('runs that nobody asked for', () => {
  it('are made together, each with its event, its row and its instances', async () => {
    await register({ id: 'one', tasks: { a: { type: 'empty' }, b: { type: 'empty', upstream: ['a'] } } });
    await register({ id: 'two', tasks: { c: { type: 'empty' } } });
    const made = await create([scheduled('one', 1), scheduled('two', 1), scheduled('one', 2)]);
    expect(await Promise.all(made.map(instancesOf))).toEqual([['a', 'b'], ['c'], ['a', 'b']]);
    const { rows } = await db.pool.query(
      `select r.dag_id, r.type, r.state, r.run_id, r.cause, e.type as event, e.payload->'cause' as told, r.head
       from dag_runs r join events e on e.dag_run_id = r.id order by r.dag_id, r.run_id`,
    );
    const run = { type: 'SCHEDULED', state: 'QUEUED', cause: { kind: 'schedule' }, event: 'RunCreated', head: 0 };
    expect(rows).toMatchObject([
      { ...run, dag_id: 'one', run_id: 'scheduled__1', told: { kind: 'schedule' } },
      { ...run, dag_id: 'one', run_id: 'scheduled__2' },
      { ...run, dag_id: 'two', run_id: 'scheduled__1' },
    ]);
  });

  it('are told by the run that has their logical date, or their run id, and do not stop the others', async () => {
    await register({ id: 'taken', tasks: { a: { type: 'empty' } } });
    const [first] = await create([scheduled('taken', 1)]);
    const made = await create([
      scheduled('taken', 1, { runId: 'other' }),
      scheduled('taken', 2, { runId: 'scheduled__1' }),
      scheduled('taken', 3),
    ]);
    const exists = first !== undefined && 'created' in first ? first.created : '';
    expect(made).toMatchObject([{ exists }, { exists }, { created: expect.any(String) as string }]);
  });

  it('are refused where a param needs a person', async () => {
    await register({ id: 'asks', params: { city: { type: 'string' } }, tasks: { a: { type: 'empty' } } });
    expect(await create([scheduled('asks', 1)])).toMatchObject([{ issues: [{ code: 'MISSING_KEY' }] }]);
  });

  it('have the tasks of their date only, and backfills have all', async () => {
    await register({
      id: 'dated',
      tasks: {
        late: { type: 'empty', startDate: new Date(day(2)).toISOString() },
        early: { type: 'empty', endDate: new Date(day(1)).toISOString() },
        last: { type: 'empty', upstream: ['late', 'early'] },
      },
    });
    const backfill = { id: 'b', ordinal: 1 };
    const made = await create([
      scheduled('dated', 1),
      scheduled('dated', 2),
      scheduled('dated', 3, { type: 'BACKFILL', backfill }),
    ]);
    const instances = await Promise.all(made.map(instancesOf));
    expect(instances.map((ids) => [...ids].sort())).toEqual([
      ['early', 'last'],
      ['last', 'late'],
      ['early', 'last', 'late'],
    ]);
  });
});

describe('admission', () => {
  const admittedOf = async (dagId: string): Promise<string[]> => {
    const { rows } = await db.pool.query<{ id: string }>(
      'select run_id as id from dag_runs where dag_id = $1 and admitted_at is not null and ended_at is null order by run_id',
      [dagId],
    );
    return rows.map(({ id }) => id);
  };
  const admit = (dagId: string): Promise<number> => inTransaction(db.pool, (tx) => admitRuns(tx, dagId));
  const end = (dagId: string, runId: string) =>
    db.pool.query(`update dag_runs set ended_at = now(), state = 'SUCCESS' where dag_id = $1 and run_id = $2`, [
      dagId,
      runId,
    ]);

  it('takes the earliest first, and the runs of a backfill against their own limit', async () => {
    await register({ id: 'limited', tasks: { a: { type: 'empty' } } }, 2);
    await create([3, 1, 2].map((n) => scheduled('limited', n)));
    await create(
      [6, 5, 4].map((n, i) =>
        scheduled('limited', n, { type: 'BACKFILL', runId: `b${i}`, backfill: { id: 'b', ordinal: i } }),
      ),
    );
    expect(await admit('limited')).toBe(4);
    expect(await admittedOf('limited')).toEqual(['b0', 'b1', 'scheduled__1', 'scheduled__2']);
    expect(await admit('limited')).toBe(0);
    await end('limited', 'scheduled__1');
    expect(await admit('limited')).toBe(1);
    expect(await admittedOf('limited')).toEqual(['b0', 'b1', 'scheduled__2', 'scheduled__3']);
    const { rows } = await db.pool.query<{ id: string }>(
      `select r.run_id as id from outbox o join dag_runs r on r.id = o.dag_run_id where r.dag_id = 'limited' order by o.id`,
    );
    expect(rows.map(({ id }) => id)).toEqual(['scheduled__1', 'scheduled__2', 'b0', 'b1', 'scheduled__3']);
  });

  it('lets none start while the DAG is paused', async () => {
    await register({ id: 'still', tasks: { a: { type: 'empty' } } });
    await create([scheduled('still', 1)]);
    await db.pool.query(`update dags set paused = true where id = 'still'`);
    expect(await admit('still')).toBe(0);
    await db.pool.query(`update dags set paused = false where id = 'still'`);
    expect(await admit('still')).toBe(1);
  });
});
