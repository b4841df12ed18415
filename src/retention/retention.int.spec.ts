import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retainedRuns, type RetainedRuns, HOUR, sayingDag } from '../../test/support/retained-runs.js';
import { seedRun } from '../../test/support/seed-run.js';
import type { NormalizedDag } from '../domain/dag/index.js';
import { inTransaction } from '../platform/database/transaction.js';
import { TABLES_OF_RUNS } from './run-tables.js';

let world: RetainedRuns;
let db: RetainedRuns['db'];
beforeAll(async () => {
  world = await retainedRuns();
  db = world.db;
});
afterAll(() => world.close());

const expireRuns = (): Promise<void> => world.expire({ runsMs: HOUR });
/** Runs of the DAG that have ended two hours ago, the oldest first. */
async function ended(dag: NormalizedDag, dates: readonly (string | undefined)[]): Promise<string[]> {
  const ids: string[] = [];
  for (const logicalDate of dates) {
    ids.push(await seedRun(db.pool, dag, logicalDate === undefined ? {} : { logicalDate }));
    await world.end(ids.at(-1) ?? '');
  }
  await world.age(ids);
  return ids;
}
async function left(dag: NormalizedDag): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>(
    'select id from dag_runs where dag_id = $1 order by queued_at, id',
    [dag.id],
  );
  return rows.map(({ id }) => id);
}
const count = async (table: string, dagRunId: string): Promise<number> =>
  (await db.pool.query<{ n: number }>(`select count(*)::int as n from ${table} where dag_run_id = $1`, [dagRunId]))
    .rows[0]?.n ?? -1;
async function told(type: string, dagId: string): Promise<{ payload: Record<string, unknown>; actor: string }[]> {
  const { rows } = await db.pool.query<{ payload: Record<string, unknown>; actor: string }>(
    `select payload, actor_kind || ' ' || actor_id as actor from events where stream = 'service-retention' and type = $1 and dag_id = $2 order by version`,
    [type, dagId],
  );
  return rows;
}

describe('retention of logs and XComs', () => {
  it('deletes those of runs that have ended longer ago, tells of it once, and leaves the rest of the run', async () => {
    const dag = sayingDag();
    const [old = '', young = ''] = await ended(dag, [undefined, undefined]);
    await world.age([young], -2);
    expect([await count('task_logs', old), await count('xcoms', old)]).toEqual([1, 1]);
    await world.expire({ logsMs: HOUR });
    await world.expire({ logsMs: HOUR });
    expect([await count('task_logs', old), await count('xcoms', old), await count('task_logs', young)]).toEqual([
      0, 1, 1,
    ]);
    expect(await told('LogsExpired', dag.id)).toMatchObject([
      { actor: 'SYSTEM retention', payload: { rows: 1, dagRunIds: [old] } },
    ]);
    await world.expire({ xcomMs: HOUR });
    expect([await count('xcoms', old), await count('xcoms', young)]).toEqual([0, 1]);
    expect(await told('XComsExpired', dag.id)).toMatchObject([{ payload: { rows: 1, dagRunIds: [old] } }]);
    expect(await left(dag)).toHaveLength(2);
  });

  it('deletes again what a cleared run has written since', async () => {
    const [id = ''] = await ended(sayingDag(), [undefined]);
    await world.expire({ logsMs: HOUR });
    await db.pool.query(`update dag_runs set logs_expired_at = ended_at - interval '1 minute' where id = $1`, [id]);
    await db.pool.query(
      `insert into task_logs (dag_run_id, task_id, map_index, try_number, first_line, line_count, attempt, lines) values ($1, 'a', -1, 2, 1, 1, 1, '[]')`,
      [id],
    );
    await world.expire({ logsMs: HOUR });
    expect(await count('task_logs', id)).toBe(0);
  });

  it('takes a great many rows step by step', async () => {
    const dag = sayingDag();
    const [id = ''] = await ended(dag, [undefined]);
    await db.pool.query(
      `insert into task_logs (dag_run_id, task_id, map_index, try_number, first_line, line_count, attempt, lines)
       select $1, 'a', -1, 9, n, 1, 1, '[]' from generate_series(1, 1200) n`,
      [id],
    );
    await world.expire({ logsMs: HOUR });
    expect(await count('task_logs', id)).toBe(0);
    expect((await told('LogsExpired', dag.id)).map(({ payload }) => payload['rows'])).toEqual([500, 500, 201]);
  });

  it('keeps everything where nothing is configured', async () => {
    const dag = sayingDag();
    const [id = '', second = ''] = await ended(dag, [undefined, undefined]);
    await world.expire({});
    expect(await left(dag)).toEqual([id, second]);
    expect([await count('task_logs', id), await count('xcoms', id)]).toEqual([1, 1]);
  });
});

describe('retention of runs', () => {
  it('deletes runs with all that belongs to them but their events, and tells which', async () => {
    const dag = sayingDag();
    const [first = '', second = '', last = ''] = await ended(dag, [undefined, undefined, undefined]);
    await expireRuns();
    expect(await left(dag)).toEqual([last]);
    for (const table of TABLES_OF_RUNS) expect([table, await count(table, first)]).toEqual([table, 0]);
    expect(await count('events', first)).toBeGreaterThan(3);
    const payload = { count: 2, runs: [{ dagRunId: first, runId: first, state: 'SUCCESS' }, { dagRunId: second }] };
    expect(await told('RunsExpired', dag.id)).toMatchObject([{ actor: 'SYSTEM retention', payload }]);
  });

  it('keeps the latest by logical date, and the latest success', async () => {
    const dag = sayingDag();
    const interval = { start: '2026-01-01T00:00:00Z', end: '2026-01-02T00:00:00Z' };
    const [byDate = '', , lastMade = ''] = await ended(dag, [
      '2026-03-01T00:00:00Z',
      '2026-01-01T00:00:00Z',
      '2026-02-01T00:00:00Z',
    ]);
    const [good = ''] = [await seedRun(db.pool, dag, { logicalDate: '2025-12-01T00:00:00Z', dataInterval: interval })];
    await world.end(good);
    await world.age([good], 5);
    await expireRuns();
    expect((await left(dag)).sort()).toEqual([byDate, lastMade, good].sort());
  });

  it('keeps the run before one that is not finished, also where that one is old', async () => {
    const dag = sayingDag();
    const [, before = '', after = ''] = await ended(dag, [
      '2026-01-01T00:00:00Z',
      '2026-01-02T00:00:00Z',
      '2026-01-04T00:00:00Z',
    ]);
    const open = await seedRun(db.pool, dag, { logicalDate: '2026-01-03T00:00:00Z' });
    await world.age([open]);
    await expireRuns();
    expect((await left(dag)).sort()).toEqual([before, after, open].sort());
  });

  it.each([
    [
      'that is awaited',
      `insert into external_waits (dag_run_id, task_id, map_index, try_number, dag_id, run_id) select 'x' || id, 't', -1, 1, dag_id, run_id from dag_runs where id = $1`,
    ],
    [
      'whose parent runs',
      `update dag_runs set parent_dag_run_id = (select id from dag_runs where ended_at is null limit 1) where id = $1`,
    ],
    ['with a body left', `update tickets set ended_at = null where dag_run_id = $1`],
    [
      'with a control that is not answered',
      `insert into controls (dag_run_id, number, kind, input, actor_kind, actor_id, actor_name) values ($1, 9, 'note', '{}', 'USER', 'x', 'x')`,
    ],
    [
      'that somebody is still to be told of',
      `insert into notifications (id, dag_run_id, version_number, event_version, event_type, level, trigger, position, type) values ($1, $1, 1, 1, 'x', 'dag', 'onFailure', 0, 'x')`,
    ],
    [
      'of a backfill that goes on',
      `with b as (insert into backfills (id, dag_id, from_date, to_date, state, max_active_runs, reprocess, run_backwards, on_latest_version, conf, created_by_kind,
         created_by_id, created_by_name) select 'b' || id, dag_id, now(), now(), 'PAUSED', 1, 'NONE', false, false, '{}', 'USER', 'x', 'x' from dag_runs where id = $1 returning id)
       update dag_runs set backfill_id = b.id from b where dag_runs.id = $1`,
    ],
  ])('keeps a run %s', async (_name, sql) => {
    const dag = sayingDag();
    const open = await seedRun(db.pool, sayingDag());
    const [id = '', gone = '', last = ''] = await ended(dag, [undefined, undefined, undefined]);
    await db.pool.query(sql, [id]);
    await expireRuns();
    expect(await left(dag)).toEqual([id, last]);
    expect(gone).not.toBe('');
    await db.pool.query('delete from external_waits');
    await db.pool.query(`update dag_runs set parent_dag_run_id = null where parent_dag_run_id = $1`, [open]);
  });

  it('leaves a run alone that somebody clears at that moment', async () => {
    const dag = sayingDag();
    const [first = '', , last = ''] = await ended(dag, [undefined, undefined, undefined]);
    await world.expire({ logsMs: HOUR, xcomMs: HOUR });
    await inTransaction(db.pool, async (tx) => {
      await tx.query('select 1 from dag_runs where id = $1 for no key update', [first]);
      await expireRuns();
      expect(await left(dag)).toEqual([first, last]);
    });
    await expireRuns();
    expect(await left(dag)).toEqual([last]);
  });

  it('deletes each once where several processes are at it', async () => {
    const dag = sayingDag();
    const ids = await ended(
      dag,
      Array.from({ length: 5 }, () => undefined),
    );
    await Promise.all([expireRuns(), expireRuns(), expireRuns()]);
    await expireRuns();
    expect(await left(dag)).toEqual(ids.slice(-1));
    const runs = (await told('RunsExpired', dag.id)).flatMap(
      ({ payload }) => payload['runs'] as { dagRunId: string }[],
    );
    expect(runs.map(({ dagRunId }) => dagRunId).sort()).toEqual(ids.slice(0, -1).sort());
  });

  it('forgets leases of processes that are long gone', async () => {
    const id = randomUUID();
    await db.pool.query(
      `insert into worker_leases (incarnation, identity, host, pid, process_start, queue, alive_until, ended_at) values ($1, 'x', 'x', 1, 'x', 'x', now(), now() - interval '8 days')`,
      [id],
    );
    await world.expire({});
    expect((await db.pool.query('select 1 from worker_leases where incarnation = $1', [id])).rows).toEqual([]);
  });
});
