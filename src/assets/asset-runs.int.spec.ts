import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../test/support/database.js';
import { VersionReader } from '../dags/index.js';
import { judgeAssetsAnew, storeAssetReferences } from '../dags/store-asset-references.js';
import type { NormalizedDag } from '../domain/dag/index.js';
import type { NormalizedSchedule } from '../domain/schedule/schedule.js';
import { Notifier } from '../event-store/index.js';
import { createListener, type Listener } from '../platform/database/listener.js';
import { inTransaction } from '../platform/database/transaction.js';
import { startAssetRelay } from './asset-relay.js';
import { type Made, makeAssetRuns } from './make-asset-runs.js';
import { recordAssetEvents } from './record-asset-events.js';

let db: FreshDatabase;
const versions = new VersionReader();
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

async function consumer(
  id: string,
  schedule: NormalizedSchedule,
  more: { max?: number; spec?: object } = {},
): Promise<void> {
  const spec = { id, schedule, tasks: { a: { type: 'empty' } }, ...more.spec } as NormalizedDag;
  await inTransaction(db.pool, async (tx) => {
    await tx.query(
      `insert into dags (id, owners, tags, paused, latest_version, max_active_runs) values ($1, '{}', '{}', false, 1, $2)`,
      [id, more.max ?? 16],
    );
    await addVersion(tx, spec, 1);
  });
}

async function addVersion(
  tx: Parameters<typeof storeAssetReferences>[0],
  spec: NormalizedDag,
  number: number,
): Promise<void> {
  await tx.query(
    `insert into dag_versions (dag_id, number, hash, spec, registered_by_kind, registered_by_id, registered_by_name)
     values ($1, $3::int, 'h' || $3::int, $2, 'USER', 'spec', 'spec')`,
    [spec.id, JSON.stringify(spec), number],
  );
  await storeAssetReferences(tx, [{ dagId: spec.id, number, spec }]);
}

const update = (asset: string, partition: string | null = null, alias: string | null = null) => ({
  ...{ asset, partition, alias, extra: { from: asset }, source: null, occurredAt: new Date().toISOString() },
  actor: { kind: 'USER' as const, id: 'spec', name: 'spec' },
});

const record = (...updates: ReturnType<typeof update>[]) =>
  inTransaction(db.pool, (tx) => recordAssetEvents(tx, updates));
const judge = (dagId: string): Promise<Made> => inTransaction(db.pool, (tx) => makeAssetRuns(tx, versions, dagId));

interface Run {
  run_id: string;
  type: string;
  logical_date: Date | null;
  interval_start: Date | null;
  interval_end: Date | null;
  run_after: Date;
  conf: object;
  partition_key: string | null;
  cause: { events: string[]; eventCount: number };
  admitted: boolean;
  taken: string[];
}

async function runsOf(dagId: string): Promise<Run[]> {
  const { rows } = await db.pool.query<Run>(
    `select run_id, type, logical_date, interval_start, interval_end, run_after, conf, partition_key, cause, admitted_at is not null as admitted,
       array(select event_id from triggering_asset_events t where t.dag_run_id = r.id order by 1) as taken
     from dag_runs r where dag_id = $1 order by queued_at, run_id`,
    [dagId],
  );
  return rows;
}

const queueOf = async (dagId: string): Promise<string[]> =>
  (await db.pool.query('select event_id from asset_queue where dag_id = $1 order by 1', [dagId])).rows.map(
    (row: { event_id: string }) => row.event_id,
  );
const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
};

describe('a DAG that waits for assets', () => {
  it('gets one run when its condition holds, which takes every event and says so', async () => {
    await consumer('nested', { assets: { all: ['n_orders', { any: ['n_fx', 'n_backup'] }] } });
    await record(update('n_orders'));
    expect(await judge('nested')).toEqual({ runs: 0, withheld: false, problem: null });
    await record(update('n_orders'), update('n_backup', 'p'), update('unknown'));
    expect(await judge('nested')).toMatchObject({ runs: 1 });
    expect(await judge('nested')).toMatchObject({ runs: 0 });
    const [run, ...more] = await runsOf('nested');
    expect(more).toEqual([]);
    const events = ['asset-n_backup:0', 'asset-n_orders:0', 'asset-n_orders:1'];
    expect(run).toMatchObject({
      type: 'ASSET_TRIGGERED',
      logical_date: null,
      interval_start: null,
      conf: {},
      admitted: true,
    });
    expect(run?.run_id).toMatch(/^asset_triggered__\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
    expect(run?.cause).toMatchObject({ kind: 'assets', version: 1, eventCount: 3 });
    expect([...(run?.cause.events ?? [])].sort()).toEqual(events);
    expect(run?.taken).toEqual(events);
    expect(await queueOf('nested')).toEqual([]);
    const { rows } = await db.pool.query(
      `select payload->'cause'->'eventCount' as n, actor_kind from events where type = 'RunCreated'`,
    );
    expect(rows).toEqual([{ n: 3, actor_kind: 'SCHEDULER' }]);
  });

  it('queues nothing while it is paused; what was queued before counts when it is unpaused', async () => {
    await consumer('paused', { assets: { all: ['p_a', 'p_b'] } });
    await record(update('p_a'));
    await db.pool.query(`update dags set paused = true where id = 'paused'`);
    await record(update('p_b'));
    expect(await queueOf('paused')).toEqual(['asset-p_a:0']);
    expect(await judge('paused')).toMatchObject({ runs: 0 });
    await inTransaction(db.pool, async (tx) => {
      await tx.query(`update dags set paused = false where id = 'paused'`);
      await judgeAssetsAnew(tx, ['paused']);
    });
    await record(update('p_b'));
    expect(await judge('paused')).toMatchObject({ runs: 1 });
    expect((await runsOf('paused'))[0]?.taken).toEqual(['asset-p_a:0', 'asset-p_b:1']);
  });

  it('follows its latest version', async () => {
    await consumer('moved', { assets: { all: ['m_a', 'm_b'] } });
    await record(update('m_a'));
    await judge('moved');
    await inTransaction(db.pool, async (tx) => {
      await addVersion(tx, { id: 'moved', schedule: { assets: 'm_a' }, tasks: { a: { type: 'empty' } } }, 2);
      await tx.query(`update dags set latest_version = 2 where id = 'moved'`);
      await judgeAssetsAnew(tx, ['moved']);
    });
    await record(update('m_b'));
    expect(await queueOf('moved')).toEqual(['asset-m_a:0']);
    expect(await judge('moved')).toMatchObject({ runs: 1 });
  });

  it('gets no run while maxActiveRuns are queued or running: what comes then collapses into the next', async () => {
    await consumer('full', { assets: 'f_a' }, { max: 1 });
    await record(update('f_a'));
    await judge('full');
    await record(update('f_a'));
    await record(update('f_a'));
    expect(await judge('full')).toEqual({ runs: 0, withheld: true, problem: null });
    await db.pool.query(`update dag_runs set state = 'SUCCESS', ended_at = now() where dag_id = 'full'`);
    expect(await judge('full')).toMatchObject({ runs: 1, withheld: false });
    expect((await runsOf('full')).map(({ taken }) => taken.length)).toEqual([1, 2]);
  });

  it('by days gets a run for each day, and for a day that comes again the next free logical date', async () => {
    await consumer('daily', { assets: 'd_a', partition: 'day', timezone: 'Europe/Paris' });
    await record(update('d_a', '2026-03-29'), update('d_a', '2026-03-30'));
    await judge('daily');
    await record(update('d_a', '2026-03-29'));
    await judge('daily');
    const start = new Date('2026-03-28T23:00Z');
    const day = { partition_key: '2026-03-29', interval_start: start, interval_end: new Date('2026-03-29T22:00Z') };
    const runs = await runsOf('daily');
    expect(runs.filter(({ partition_key }) => partition_key === '2026-03-29')).toMatchObject([
      { ...day, logical_date: start },
      { ...day, logical_date: new Date(start.getTime() + 1) },
    ]);
    expect(runs).toHaveLength(3);
    expect(new Set(runs.map(({ run_id }) => run_id)).size).toBe(3);
  });

  it('by keys takes no event without a key', async () => {
    await consumer('keyed', { assets: { all: ['k_a', 'k_b'] }, partition: 'key' });
    await record(update('k_a'), update('k_b'), update('k_a', 'eu'), update('k_b', 'us'), update('k_b', 'eu'));
    await judge('keyed');
    expect(await runsOf('keyed')).toMatchObject([{ partition_key: 'eu', logical_date: null }]);
    expect(await queueOf('keyed')).toEqual(['asset-k_b:1']);
  });

  it('that waits for an alias is queued what comes by way of it, or came so once', async () => {
    await consumer('aliased', { assets: { alias: 'al' } });
    await record(update('al_a'));
    expect(await queueOf('aliased')).toEqual([]);
    await record(update('al_a', null, 'al'));
    await record(update('al_a'));
    expect(await queueOf('aliased')).toEqual(['asset-al_a:1', 'asset-al_a:2']);
    expect(await judge('aliased')).toMatchObject({ runs: 1 });
  });

  it('whose params need a person gets no run, says why, and keeps its events', async () => {
    await consumer('asks', { assets: 'q_a' }, { spec: { params: { who: { type: 'string' } } } });
    await record(update('q_a'));
    const made = await judge('asks');
    expect(made.runs).toBe(0);
    expect(made.problem).toContain('who');
    expect(await queueOf('asks')).toHaveLength(1);
  });
});

describe('whatever is killed', () => {
  it('a transaction that dies before its commit has made nothing, and the next makes all of it', async () => {
    await consumer('killed', { assets: 'x_a' });
    await record(update('x_a'));
    const dying = inTransaction(db.pool, async (tx) => {
      await makeAssetRuns(tx, versions, 'killed');
      await tx.query('select pg_terminate_backend(pg_backend_pid())');
    });
    await expect(dying).rejects.toThrow();
    expect(await runsOf('killed')).toEqual([]);
    expect(await queueOf('killed')).toEqual(['asset-x_a:0']);
    await judge('killed');
    expect((await runsOf('killed')).map(({ taken }) => taken)).toEqual([['asset-x_a:0']]);
  });

  it('relays of two processes and many producers: every event is taken once', async () => {
    const names = ['r_a', 'r_b', 'r_c'];
    await consumer('raced', { assets: { all: ['r_a', { any: ['r_b', 'r_c'] }] } }, { max: 1_000 });
    await consumer('raced_too', { assets: 'r_a' }, { max: 1_000 });
    const errors: unknown[] = [];
    const listeners: Listener[] = [await createListener(db.url), await createListener(db.url)];
    const stops = await Promise.all(
      listeners.map((listener) =>
        startAssetRelay({
          ...{ pool: db.pool, listener, notifier: new Notifier(db.pool), versions: new VersionReader() },
          onError: (error) => void errors.push(error),
        }),
      ),
    );
    const produce = async (n: number): Promise<void> => {
      for (let i = 0; i < 12; i += 1) await record(update(names[(n + i) % 3] ?? ''));
    };
    await Promise.all([0, 1, 2, 3].map(produce));
    // one more of each: the condition holds, so that nothing may be left
    await record(...names.map((name) => update(name)));
    await until(async () => (await queueOf('raced')).length + (await queueOf('raced_too')).length === 0);
    await Promise.all(stops.map((stop) => stop()));
    await Promise.all(listeners.map((listener) => listener.close()));
    expect(errors).toEqual([]);
    const taken = (await runsOf('raced')).flatMap((run) => run.taken);
    expect(taken).toHaveLength(51);
    expect(new Set(taken).size).toBe(51);
    for (const run of await runsOf('raced')) {
      expect(run.taken.some((id) => id.startsWith('asset-r_a:'))).toBe(true);
      expect(run.taken.some((id) => !id.startsWith('asset-r_a:'))).toBe(true);
    }
    expect((await runsOf('raced_too')).flatMap((run) => run.taken)).toHaveLength(17);
  });

  it('a run that was withheld is made when one of the DAG ends, without a new event', async () => {
    await consumer('withheld', { assets: 'w_a' }, { max: 1 });
    const listener = await createListener(db.url);
    const notifier = new Notifier(db.pool);
    const errors: unknown[] = [];
    const onError = (error: unknown): void => void errors.push(error);
    const stop = await startAssetRelay({ pool: db.pool, listener, notifier, versions, onError });
    await record(update('w_a'));
    await until(async () => (await runsOf('withheld')).length === 1);
    await record(update('w_a'));
    await db.pool.query(`update dag_runs set state = 'SUCCESS', ended_at = now() where dag_id = 'withheld'`);
    notifier.poke('continuo_run', 'any');
    await until(async () => (await runsOf('withheld')).length === 2);
    await stop();
    await listener.close();
    expect(errors).toEqual([]);
  });
});
