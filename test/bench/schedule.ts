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
  /** Per cent of one processor over half a minute in which nothing is due. */
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
  { name: 'due over a minute', seconds: 60 },
  { name: 'due at one instant', seconds: 1 },
];
const IDLE_MS = 30_000;
/** What registering has left to do, such as checkpoints and vacuum, is no idling. */
const SETTLE_MS = 5_000;
/** Nobody waits longer for starts: their rate is known by then. */
const STARTS_MS = 150_000;
const HANDS = 2;
/** In one call of registerDags. */
const AT_ONCE = 200;

/**
 * Many cron DAGs of one empty task, all due in one minute, on a fresh product: how late runs are made and begun, and what they cost before. The first case
 * alone, unless `only` names others.
 */
export async function measureSchedule(dags: number, only: string): Promise<ScheduleResult[]> {
  const wanted = only === '' ? CASES.slice(0, 1) : CASES.filter(({ name }) => name.includes(only));
  const results: ScheduleResult[] = [];
  for (const one of wanted) results.push(await measureCase(one, dags));
  return results;
}

async function measureCase({ name, seconds }: ScheduleCase, dags: number): Promise<ScheduleResult> {
  const progress = new Progress(name);
  const product = RunningProduct.launch({ env: { CONTINUO_PROJECT: 'test/bench/project' } });
  try {
    progress.step('starting the product');
    const { database: connectionString, pids } = await product.ready();
    const database = new pg.Client({ connectionString });
    database.on('error', () => undefined);
    await database.connect();
    const { due, perSecond } = await registerAll(product, { dags, seconds }, progress);
    progress.step('idling');
    const idleCpu = await idle({ service: pids.service ?? 0, postgres: pids.postgres ?? 0 }, due);
    progress.step('waiting until the first is due');
    await waitUntil(due);
    await untilCount(database, { what: 'made', condition: 'true', wanted: dags, until: due + STARTS_MS }, progress);
    const created = await latenessOf(database, CREATED);
    const begun = { what: 'begun', condition: 'started_at is not null', wanted: dags, until: due + STARTS_MS };
    await untilCount(database, begun, progress);
    const started = await latenessOf(database, STARTED);
    await database.end();
    return { name, dags, registeredPerSecond: perSecond, idleCpu, created, started };
  } finally {
    progress.end();
    await product.stopAndRemove();
  }
}

/** Says each ten seconds what the benchmark is at. */
class Progress {
  private text = '';
  private readonly started = Date.now();
  private readonly timer = setInterval(() => this.say(), 10_000);

  constructor(private readonly name: string) {}

  step(text: string): void {
    this.text = text;
  }

  end(): void {
    clearInterval(this.timer);
  }

  private say(): void {
    console.log(`${this.name}, ${Math.round((Date.now() - this.started) / 1000)} s: ${this.text}`);
  }
}

const specOf = (number: number, first: number, seconds: number): Record<string, unknown> => {
  const due = new Date(first + (number % seconds) * 1000);
  const day = `${due.getUTCDate()} ${due.getUTCMonth() + 1} *`;
  return {
    id: `due_${number}`,
    schedule: {
      cron: `${due.getUTCMinutes()} ${due.getUTCHours()} ${day} ${due.getUTCSeconds()}`,
      timetable: 'trigger',
    },
    startDate: new Date(first - 60_000).toISOString(),
    catchup: true,
    tasks: { done: { type: 'empty' } },
  };
};

/** The first tell how long all will take, and so when they will be due; they are registered once more then. */
async function registerAll(
  product: RunningProduct,
  { dags, seconds }: { dags: number; seconds: number },
  progress: Progress,
): Promise<{ due: number; perSecond: number }> {
  const trial = Math.min(Math.ceil(dags / 10), dags);
  const far = Date.now() + 200 * 86_400_000;
  const took = await registerRange(product, trial, (number) => specOf(number, far, seconds), progress);
  const rest = (took / trial) * dags;
  const due = Math.ceil((Date.now() + rest * 1.3 + SETTLE_MS + IDLE_MS + 10_000) / 1000) * 1000;
  const all = await registerRange(product, dags, (number) => specOf(number, due, seconds), progress);
  return { due, perSecond: (dags * 1000) / all };
}

/** Answers how long it took, in ms. */
async function registerRange(
  product: RunningProduct,
  count: number,
  spec: (number: number) => object,
  progress: Progress,
): Promise<number> {
  const api = product.api();
  const started = performance.now();
  let next = 0;
  const hand = async (): Promise<void> => {
    while (next < count) {
      const from = next;
      next = Math.min(count, from + AT_ONCE);
      progress.step(`registering, ${from} of ${count}`);
      await api.registerMany(Array.from({ length: next - from }, (_, i) => spec(from + i)));
    }
  };
  await Promise.all(Array.from({ length: HANDS }, hand));
  return performance.now() - started;
}

async function idle(pids: { service: number; postgres: number }, due: number): Promise<ScheduleResult['idleCpu']> {
  await pause(SETTLE_MS);
  if (Date.now() + IDLE_MS > due) throw new Error('the runs are due before the idling is over: fewer DAGs');
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

async function untilCount(
  database: pg.Client,
  { what, condition, wanted, until }: { what: string; condition: string; wanted: number; until: number },
  progress: Progress,
): Promise<void> {
  for (;;) {
    const { rows } = await database.query<{ count: number }>(
      `select count(*)::int as count from dag_runs where ${condition}`,
    );
    const count = rows[0]?.count ?? 0;
    if (count >= wanted || Date.now() > until) return;
    progress.step(`${count} of ${wanted} runs ${what}`);
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
