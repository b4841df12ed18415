import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestControl } from '../../activities/engine/run/index.js';
import { HOUR, retainedRuns, type RetainedRuns, sayingDag } from '../../test/support/retained-runs.js';
import { seedRun } from '../../test/support/seed-run.js';
import { sequenceEvents } from '../event-store/index.js';
import { inTransaction } from '../platform/database/transaction.js';
import { TABLES_BEYOND_DAGS, TABLES_BEYOND_RUNS, TABLES_OF_DAGS, TABLES_OF_RUNS } from './run-tables.js';

let world: RetainedRuns;
let db: RetainedRuns['db'];
beforeAll(async () => {
  world = await retainedRuns();
  db = world.db;
});
afterAll(() => world.close());

describe('tables', () => {
  async function tablesWith(column: string): Promise<string[]> {
    const { rows } = await db.pool.query<{ name: string }>(
      `select c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
       where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.column_name = $1 order by 1`,
      [column],
    );
    return rows.map(({ name }) => name);
  }

  it('that name a run go with it, or say why not', async () => {
    const known = [...TABLES_OF_RUNS, ...Object.keys(TABLES_BEYOND_RUNS)];
    expect((await tablesWith('dag_run_id')).filter((name) => !known.includes(name))).toEqual([]);
  });

  it('that name a DAG go with it or its runs, or say why not', async () => {
    const known = ['dag_runs', ...TABLES_OF_RUNS, ...TABLES_OF_DAGS, ...Object.keys(TABLES_BEYOND_DAGS)];
    expect((await tablesWith('dag_id')).filter((name) => !known.includes(name))).toEqual([]);
  });

  it('stop growing, all but those of the events', { timeout: 120_000 }, async () => {
    const log = [{ type: 'notify.log', with: { message: 'x' } }];
    const dag = sayingDag({
      deadlines: [{ after: 'PT1H' }],
      notify: { onSuccess: log },
      tasks: { a: { type: 'says' }, b: { type: 'says', upstream: ['a'] } },
    });
    const actor = { kind: 'USER', id: 'spec', name: 'spec' } as const;
    const cycle = async (): Promise<Record<string, number>> => {
      const ids: string[] = [];
      for (let i = 0; i < 4; i += 1) {
        const id = await seedRun(db.pool, dag);
        const request = { kind: 'setNote', taskId: null, mapIndex: -1, note: 'x' } as const;
        await inTransaction(db.pool, (tx) => requestControl(tx, { dagRunId: id, request, actor, reason: null }));
        await world.end(id);
        ids.push(id);
      }
      await world.age(ids);
      await world.expire({ runsMs: HOUR });
      await sequenceEvents(db.pool);
      return sizes();
    };
    await cycle();
    const before = await cycle();
    await cycle();
    await cycle();
    const after = await cycle();
    const grown = Object.keys(after).filter((table) => (after[table] ?? 0) > (before[table] ?? 0));
    expect(grown.sort()).toEqual(['event_order', 'events']);
    expect(after['task_instances']).toBeGreaterThan(0);
  });

  /** Rows of every table there is. */
  async function sizes(): Promise<Record<string, number>> {
    const { rows } = await db.pool.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
    );
    const counts = rows.map(async ({ name }) => {
      const found = await db.pool.query<{ n: number }>(`select count(*)::int as n from "${name}"`);
      return [name, found.rows[0]?.n ?? 0] as const;
    });
    return Object.fromEntries(await Promise.all(counts));
  }
});
