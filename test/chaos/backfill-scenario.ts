import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { body } from './body.js';
import type { ExpectedRun } from './expected-run.js';
import { FAULT, type Fault } from './faults.js';
import { insist, pause } from './patience.js';
import { drawn } from './random.js';
import type { Scenario } from './scenario.js';
import type { World } from './world.js';

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.parse('2020-01-01T00:00:00Z');
/** With many dates on a busy machine. */
const LONGEST_MS = 30 * 60_000;

/** Whatever is killed, what a date comes to follows from the date: each seventh fails, and what is below is skipped or runs all the same. */
const dagOf = (id: string): Record<string, unknown> & { id: string } => ({
  id,
  params: { ledger: { type: 'string', default: '' } },
  schedule: '@daily',
  endDate: '2021-12-31',
  maxActiveRuns: 1,
  tasks: {
    load: body(0.1, '[ $(( 10#{{ ds_nodash }} % 7 )) -ne 0 ]'),
    check: { ...body(0.05), upstream: ['load'] },
    report: { type: 'empty', upstream: ['check'], triggerRule: 'all_done' },
  },
});

const FAULTS: readonly Fault[] = [
  FAULT.service,
  FAULT.worker,
  FAULT.everything,
  FAULT.workerAndService,
  FAULT.temporal,
];

/** A backfill of so many days on a DAG of its own that is killed so many times, and equals one of another DAG that nobody has disturbed. */
export const backfillScenario = (days: number, kills: number): Scenario => ({
  name: `a backfill of ${days} days killed ${kills} times`,
  act: async (world, random) => {
    const [killed, calm] = [`chaos_backfill_${randomUUID().slice(0, 8)}`, `calm_backfill_${randomUUID().slice(0, 8)}`];
    for (const id of [killed, calm]) await insist(async () => (await world.api.register(dagOf(id)), true));
    const id = await begin(world, killed, days);
    for (let i = 0; i < kills; i += 1) {
      await pause(500 + random() * Math.min(8_000, days * 100));
      await drawn(random, FAULTS).strike(world);
      await world.rested();
    }
    await ended(world, id);
    await ended(world, await begin(world, calm, days));
    return [await expectedOf(world, { killed, calm, days })];
  },
});

async function begin(world: World, dagId: string, days: number): Promise<string> {
  const query = `mutation ($input: CreateBackfillInput!) { createBackfill(input: $input) { __typename
    ... on BackfillCreated { backfill { id } } ... on BackfillRefused { code message } } }`;
  const to = new Date(FIRST_DAY + (days - 1) * DAY_MS).toISOString();
  const input = {
    ...{ dagId, from: new Date(FIRST_DAY).toISOString(), to, maxActiveRuns: 8, idempotencyKey: randomUUID() },
    conf: { ledger: world.ledger },
  };
  return insist(async () => {
    const { createBackfill } = await world.api.ask<{ createBackfill: { backfill?: { id: string } } }>(query, { input });
    if (createBackfill.backfill === undefined) throw new Error(JSON.stringify(createBackfill));
    return createBackfill.backfill.id;
  });
}

async function ended(world: World, id: string): Promise<void> {
  const until = Date.now() + LONGEST_MS;
  for (;;) {
    const { backfill } = await insist(() =>
      world.api.ask<{ backfill: { state: string } }>('query ($id: ID!) { backfill(id: $id) { state } }', { id }),
    );
    if (backfill.state === 'COMPLETED') return;
    if (Date.now() > until) throw new Error(`backfill ${id} is ${backfill.state} after ${LONGEST_MS} ms`);
    await pause(500);
  }
}

interface Both {
  killed: string;
  calm: string;
  days: number;
}

/** All breaches are told at the first run of the killed backfill. */
async function expectedOf(world: World, both: Both): Promise<ExpectedRun> {
  const pool = await world.pool();
  try {
    const { rows } = await pool.query<{ id: string }>(
      'select id from dag_runs where dag_id = $1 order by logical_date limit 1',
      [both.killed],
    );
    return { id: rows[0]?.id ?? 'none', ends: ['SUCCESS', 'FAILED'], wrong: (db) => differences(db, both) };
  } finally {
    await pool.end();
  }
}

/** What came of each logical date: its run's state and those of its tasks. */
async function outcomes(pool: Pool, dagId: string): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ date: string; outcome: string }>(OUTCOMES, [dagId]);
  return new Map(rows.map(({ date, outcome }) => [date, outcome]));
}

async function differences(pool: Pool, { killed, calm, days }: Both): Promise<string[]> {
  const [is, must] = [await outcomes(pool, killed), await outcomes(pool, calm)];
  const dates = [...new Set([...is.keys(), ...must.keys()])];
  const wrong = dates.flatMap((date) =>
    is.get(date) === must.get(date) ? [] : [`${date}: ${is.get(date) ?? 'no run'}, not ${must.get(date) ?? 'no run'}`],
  );
  const { rows } = await pool.query<{ told: number; type: string }>(TOLD, [killed]);
  const told = (type: string): number => rows.find((row) => row.type === type)?.told ?? 0;
  return [
    ...wrong,
    ...(must.size === days ? [] : [`${must.size} dates undisturbed, not ${days}`]),
    ...(told('BackfillRunCreated') === days ? [] : [`${told('BackfillRunCreated')} dates are told of, not ${days}`]),
    ...(told('BackfillCompleted') === 1 ? [] : [`completed ${told('BackfillCompleted')} times`]),
  ];
}

const OUTCOMES = `
select to_char(r.logical_date at time zone 'UTC', 'YYYY-MM-DD') as date,
  r.state || ': ' || (select string_agg(i.task_id || ' ' || i.state, ', ' order by i.task_id) from task_instances i where i.dag_run_id = r.id) as outcome
from dag_runs r where r.dag_id = $1 and r.type = 'BACKFILL'`;

const TOLD = `
select e.type, count(*)::int as told from events e join backfills b on e.stream = 'backfill-' || b.id where b.dag_id = $1 group by 1`;
