import pg from 'pg';
import { RunningProduct } from '../support/product/running-product.js';
import { usageOf } from './process-usage.js';

/** Milliseconds from the instant at which a run was due. */
export interface Lateness {
  runs: number;
  p50: number;
  p99: number;
  max: number;
}

export interface ScheduleResult {
  name: string;
  dags: number;
  registeredPerSecond: number;
  /** Per cent of one processor over a minute in which nothing is due. */
  idleCpu: { service: number; postgres: number };
  created: Lateness & { perSecond: number };
  /** Begun by the server within the time that it was given. */
  started: Lateness & { perSecond: number };
}

interface ScheduleCase {
  name: string;
  /** On how many seconds of the minute the DAGs are spread. */
  seconds: number;
}

const CASES: ScheduleCase[] = [
  { name: 'due at one instant', seconds: 1 },
  { name: 'due over a minute', seconds: 60 },
];
const IDLE_MS = 60_000;
/** Nobody waits longer for starts: their rate is known by then. */
const STARTS_MS = 10 * 60_000;
const HANDS = 8;

/** Many cron DAGs of one empty task, all due in one minute, on a fresh product: how late runs are made and begun, and what they cost before. */
export async function measureSchedule(dags: number, only: string): Promise<ScheduleResult[]> {
  const results: ScheduleResult[] = [];
  for (const one of CASES) if (one.name.includes(only)) results.push(await measureCase(one, dags));
  return results;
}

async function measureCase({ name, seconds }: ScheduleCase, dags: number): Promise<ScheduleResult> {
  const product = RunningProduct.launch({ env: { CONTINUO_PROJECT: 'test/bench/project' } });
  try {
    const { database: connectionString, pids } = await product.ready();
    const database = new pg.Client({ connectionString });
    database.on('error', () => undefined);
    await database.connect();
    const { due, perSecond } = await registerAll(product, dags, seconds);
    const idleCpu = await idle({ service: pids.service ?? 0, postgres: pids.postgres ?? 0 }, due);
    await waitUntil(due);
    await untilCount(database, 'true', dags, Infinity);
    const created = await latenessOf(database, CREATED);
    await untilCount(database, 'started_at is not null', dags, due + STARTS_MS);
    const started = await latenessOf(database, STARTED);
    await database.end();
    return { name, dags, registeredPerSecond: perSecond, idleCpu, created, started };
  } finally {
    await product.stopAndRemove();
  }
}

const specOf = (number: number, due: Date, seconds: number): Record<string, unknown> => ({
  id: `due_${number}`,
  schedule: {
    cron: `${due.getUTCMinutes()} ${due.getUTCHours()} ${due.getUTCDate()} ${due.getUTCMonth() + 1} * ${number % seconds}`,
    timetable: 'trigger',
  },
  startDate: new Date(due.getTime() - 60_000).toISOString(),
  catchup: true,
  tasks: { done: { type: 'empty' } },
});

/** The first tells how long all will take, and so the minute in which they will be due; it is registered once more then. */
async function registerAll(product: RunningProduct, dags: number, seconds: number) {
  const trial = Math.min(200, dags);
  const far = new Date(Date.now() + 200 * 86_400_000);
  const took = await registerRange(product, trial, (number) => specOf(number, far, seconds));
  const rest = (took / trial) * dags;
  const due = Math.ceil((Date.now() + rest * 1.5 + IDLE_MS + 30_000) / 60_000) * 60_000;
  const all = await registerRange(product, dags, (number) => specOf(number, new Date(due), seconds));
  return { due, perSecond: (dags * 1000) / all };
}

async function registerRange(
  product: RunningProduct,
  count: number,
  spec: (number: number) => object,
): Promise<number> {
  const api = product.api();
  const started = performance.now();
  let next = 0;
  const hand = async (): Promise<void> => {
    while (next < count) await api.register(spec(next++));
  };
  await Promise.all(Array.from({ length: HANDS }, hand));
  return performance.now() - started;
}

async function idle(pids: { service: number; postgres: number }, due: number): Promise<ScheduleResult['idleCpu']> {
  // what registering has left to do, such as checkpoints and vacuum, is no idling
  await pause(5_000);
  if (Date.now() + IDLE_MS > due) throw new Error('the runs are due before a minute of idling is over: fewer DAGs');
  const seconds = (): { service: number; postgres: number } => ({
    service: usageOf(pids.service, false).cpuSeconds,
    postgres: usageOf(pids.postgres, true).cpuSeconds,
  });
  const before = seconds();
  await pause(IDLE_MS);
  const after = seconds();
  const percent = (part: 'service' | 'postgres'): number => ((after[part] - before[part]) * 100_000) / IDLE_MS;
  return { service: percent('service'), postgres: percent('postgres') };
}

async function untilCount(database: pg.Client, condition: string, wanted: number, until: number): Promise<void> {
  for (;;) {
    const { rows } = await database.query<{ count: number }>(
      `select count(*)::int as count from dag_runs where ${condition}`,
    );
    if ((rows[0]?.count ?? 0) >= wanted || Date.now() > until) return;
    await pause(1_000);
  }
}

const CREATED = `select (extract(epoch from e.recorded_at - r.run_after) * 1000)::float8 as late, (extract(epoch from e.recorded_at) * 1000)::float8 as at
  from dag_runs r join events e on e.dag_run_id = r.id and e.type = 'RunCreated'`;
const STARTED = `select (extract(epoch from started_at - run_after) * 1000)::float8 as late, (extract(epoch from started_at) * 1000)::float8 as at
  from dag_runs where started_at is not null`;

async function latenessOf(database: pg.Client, sql: string): Promise<Lateness & { perSecond: number }> {
  const { rows } = await database.query<{ late: number; at: number }>(`${sql} order by 1`);
  const at = (part: number): number => rows[Math.min(rows.length - 1, Math.floor(rows.length * part))]?.late ?? NaN;
  const times = rows.map((row) => row.at).sort((a, b) => a - b);
  const span = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
  return {
    runs: rows.length,
    p50: at(0.5),
    p99: at(0.99),
    max: rows.at(-1)?.late ?? NaN,
    perSecond: rows.length / span,
  };
}

const waitUntil = (instant: number): Promise<void> => pause(Math.max(0, instant - Date.now()));
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
