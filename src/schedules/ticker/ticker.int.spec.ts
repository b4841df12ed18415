import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type TestService, startService } from '../../../test/support/service.js';
import { VersionReader } from '../../dags/index.js';
import type { JsonObject } from '../../domain/json.js';
import { Notifier } from '../../event-store/index.js';
import { createListener, type Listener } from '../../platform/database/listener.js';
import { Ticker } from './ticker.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const iso = (ms: number): string => new Date(ms).toISOString();
/** Midnight, so many days ago. */
const midnight = (daysAgo: number): string => iso(Math.floor(Date.now() / DAY) * DAY - daysAgo * DAY);

let service: TestService;
let listener: Listener;
let tickers: Ticker[];
let late: number[];
beforeEach(async () => {
  service = await startService();
  listener = await createListener(service.databaseUrl);
  tickers = [];
  late = [];
});
afterEach(async () => {
  await Promise.all(tickers.map((ticker) => ticker.stop()));
  await listener.close();
  await service.stop();
});

/** As the service has it, without its process. */
async function startTicker(name: string, options: { deaf?: boolean } = {}): Promise<Ticker> {
  const { pool } = service;
  const meter = { late: (ms: number) => void late.push(ms), created: () => undefined, jumped: () => undefined };
  const ticker = new Ticker({
    ...{ pool, meter, service: name, versions: new VersionReader(), partsOf: () => ({}) },
    ...{ notifier: new Notifier(pool), onError: (error: unknown) => void service.logged.push(error) },
  });
  tickers.push(ticker);
  if (options.deaf !== true) await listener.on('continuo_schedule', () => ticker.poke());
  ticker.poke();
  return ticker;
}

const TASKS = { a: { type: 'empty' } };
const register = async (spec: JsonObject): Promise<void> => {
  const { data } = await service.ask<{ registerDag: { __typename: string; issues?: unknown } }>(
    'mutation($spec: JSON) { registerDag(input: { spec: $spec }) { __typename ... on InvalidDag { issues { message path } } } }',
    { spec: { tasks: TASKS, ...spec } },
  );
  expect(data.registerDag).toEqual({ __typename: 'DagRegistered' });
};
const pause = (dagId: string, paused: boolean) =>
  service.ask(
    'mutation($dagId: ID!, $paused: Boolean!) { setDagPaused(dagId: $dagId, paused: $paused) { __typename } }',
    {
      ...{ dagId, paused },
    },
  );

interface Made {
  runId: string;
  date: number;
  cause: JsonObject | null;
}
async function runsOf(dagId: string): Promise<Made[]> {
  const { rows } = await service.pool.query<Made>(
    `select run_id as "runId", (extract(epoch from logical_date) * 1000)::float8 as date, cause from dag_runs
     where dag_id = $1 and type = 'SCHEDULED' order by logical_date`,
    [dagId],
  );
  return rows;
}
const datesOf = async (dagId: string): Promise<string[]> => (await runsOf(dagId)).map(({ date }) => iso(date));
const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 50 });
const eventsOf = async (dagId: string, type: string): Promise<JsonObject[]> => {
  const { rows } = await service.pool.query<{ payload: JsonObject }>(
    'select payload from events where stream = $1 and type = $2 order by version',
    [`dag-${dagId}`, type],
  );
  return rows.map(({ payload }) => payload);
};
/** As the engine ends a run, as far as schedules see it. */
async function endRun(dagId: string, runId: string): Promise<void> {
  await service.pool.query(
    `update dag_runs set state = 'SUCCESS', ended_at = now() where dag_id = $1 and run_id = $2`,
    [...[dagId, runId]],
  );
  new Notifier(service.pool).poke('continuo_schedule');
}

describe('the ticker', () => {
  it('makes each run of a schedule once, never early, whoever else ticks', async () => {
    await Promise.all(['one', 'two', 'three'].map((name) => startTicker(name)));
    const ids = Array.from({ length: 12 }, (_, i) => `each_second_${i}`);
    // with catchup, for a ticker that is late by a second would leave one out
    const caughtUp = { startDate: new Date().toISOString(), catchup: true, maxActiveRuns: 100 };
    await Promise.all(ids.map((id) => register({ id, schedule: '* * * * * *', ...caughtUp })));
    await until(async () => {
      const counts = await Promise.all(ids.map(async (id) => (await runsOf(id)).length));
      expect(Math.min(...counts)).toBeGreaterThan(3);
    });
    for (const id of ids) {
      const dates = (await runsOf(id)).map(({ date }) => date);
      expect(dates).toEqual(dates.map((_, i) => (dates[0] ?? 0) + i * 1_000));
    }
    const { rows } = await service.pool.query<{ early: string; double: string; unexplained: string }>(
      `select count(*) filter (where r.run_after > e.recorded_at) as early, count(*) - count(distinct (r.dag_id, r.logical_date)) as double,
         count(*) filter (where e.payload->'cause'->>'kind' is distinct from 'schedule') as unexplained
       from dag_runs r join events e on e.dag_run_id = r.id and e.type = 'RunCreated'`,
    );
    expect(rows).toEqual([{ early: '0', double: '0', unexplained: '0' }]);
    expect(late.length).toBeGreaterThan(0);
    expect(service.logged).toEqual([]);
  });

  it('catches up day by day, as many as may be active at a time', async () => {
    await startTicker('one');
    const first = midnight(30);
    await register({ id: 'days', schedule: '@daily', startDate: first, catchup: true, maxActiveRuns: 2 });
    for (let made = 2; made <= 30; made += 1) {
      await until(async () => expect(await runsOf('days')).toHaveLength(made));
      const [oldest] = (await runsOf('days')).slice(made - 2);
      await endRun('days', oldest?.runId ?? '');
    }
    const dates = await datesOf('days');
    expect(dates).toEqual(Array.from({ length: 30 }, (_, i) => midnight(30 - i)));
    expect((await runsOf('days'))[0]?.runId).toBe(`scheduled__${first.slice(0, 19)}+00:00`);
    const { rows } = await service.pool.query<{ most: number }>(
      `select count(*)::int as most from dag_runs where admitted_at is null and ended_at is not null`,
    );
    expect(rows).toEqual([{ most: 0 }]);
  });

  it('leaves out what was missed where catchup is off, and says why a run exists', async () => {
    await startTicker('one');
    await register({ id: 'today', schedule: '@daily', startDate: midnight(30) });
    await until(async () => expect(await datesOf('today')).toEqual([midnight(1)]));
    const [run] = await runsOf('today');
    expect(run?.cause).toMatchObject({
      kind: 'schedule',
      service: 'one',
      before: { last: null, next: { logicalDate: midnight(1), runAfter: midnight(0) } },
      after: { last: { start: midnight(1), end: midnight(0) } },
    });
    expect(await eventsOf('today', 'DagScheduleChanged')).toMatchObject([{ before: null, after: { catchup: false } }]);
  });

  it('makes nothing while a DAG is paused, and afterwards what its catchup says', async () => {
    await startTicker('one');
    const spec = { schedule: '@daily', startDate: midnight(4), paused: true };
    await register({ id: 'all', ...spec, catchup: true });
    await register({ id: 'latest', ...spec });
    await register({ id: 'witness', schedule: '@daily', startDate: midnight(4), catchup: true });
    await until(async () => expect(await runsOf('witness')).toHaveLength(4));
    expect(await runsOf('all')).toEqual([]);
    await Promise.all([pause('all', false), pause('latest', false)]);
    await until(async () => expect(await datesOf('all')).toEqual([4, 3, 2, 1].map(midnight)));
    await until(async () => expect(await datesOf('latest')).toEqual([midnight(1)]));
  });

  it('goes on from the last run when the schedule changes', async () => {
    await startTicker('one');
    const spec = { id: 'changing', startDate: midnight(3), catchup: true };
    await register({ ...spec, schedule: '@daily' });
    await until(async () => expect(await runsOf('changing')).toHaveLength(3));
    await register({ ...spec, schedule: '0 */12 * * *' });
    const noon = iso(Date.parse(midnight(0)) + 12 * HOUR);
    await until(async () => expect(await eventsOf('changing', 'DagScheduleChanged')).toHaveLength(2));
    await register({ id: 'witness', schedule: '@daily', startDate: midnight(2), catchup: true });
    await until(async () => expect(await runsOf('witness')).toHaveLength(2));
    const dates = await datesOf('changing');
    expect(dates.slice(0, 3)).toEqual([3, 2, 1].map(midnight));
    expect(dates.slice(3)).toEqual(Date.now() >= Date.parse(noon) ? [midnight(0)] : []);
  });

  it('passes over a logical date that a person has used, and tells so', async () => {
    await register({ id: 'used', schedule: '@daily', startDate: midnight(3), catchup: true, paused: true });
    await service.ask(
      'mutation($date: DateTime) { triggerDag(input: { dagId: "used", logicalDate: $date, runId: "mine" }) { __typename } }',
      { date: midnight(2) },
    );
    await startTicker('one');
    await pause('used', false);
    await until(async () => expect(await datesOf('used')).toEqual([midnight(3), midnight(1)]));
    expect(await eventsOf('used', 'ScheduledRunSkipped')).toMatchObject([{ due: { logicalDate: midnight(2) } }]);
  });

  it('finds by itself what a lost NOTIFY would have told, at the time that the row says', async () => {
    const ticker = await startTicker('deaf', { deaf: true });
    await register({ id: 'unheard', schedule: '@daily', startDate: midnight(2), catchup: true });
    ticker.poke();
    await until(async () => expect(await runsOf('unheard')).toHaveLength(2));
    await register({ id: 'ahead', schedule: '* * * * * */2', maxActiveRuns: 50 });
    ticker.poke();
    // from here on nobody says a word: its timer alone wakes it
    await until(async () => expect((await runsOf('ahead')).length).toBeGreaterThan(2));
  });

  it('leaves nothing half made when it is killed in between, and another goes on', async () => {
    await register({ id: 'killed', schedule: '@daily', startDate: midnight(5), catchup: true });
    const dying = await service.pool.connect();
    await dying.query('begin');
    await dying.query(`select 1 from dags where id = 'killed' for no key update`);
    await dying.query(`update schedules set wake_at = null where dag_id = 'killed'`);
    await startTicker('one');
    await register({ id: 'witness', schedule: '@daily', startDate: midnight(1), catchup: true });
    await until(async () => expect(await runsOf('witness')).toHaveLength(1));
    expect(await runsOf('killed')).toEqual([]);
    dying.release(true);
    await until(async () => expect(await datesOf('killed')).toEqual([5, 4, 3, 2, 1].map(midnight)));
  });

  it('keeps the others going when one DAG cannot be asked, and says what is wrong', async () => {
    const params = { city: { type: 'string', default: 'Oslo' } };
    await register({ id: 'asks', schedule: '@daily', startDate: midnight(2), params });
    // as registered before such DAGs were refused
    await service.pool.query(`update dag_versions set spec = spec #- '{params,city,default}' where dag_id = 'asks'`);
    await register({ id: 'fine', schedule: '@daily', startDate: midnight(2) });
    await startTicker('one');
    await until(async () => expect(await runsOf('fine')).toHaveLength(1));
    await until(async () => expect(await eventsOf('asks', 'DagScheduleFailed')).toHaveLength(1));
    expect(await runsOf('asks')).toEqual([]);
    const { rows } = await service.pool.query(
      `select error, next_logical_date is null as lost from schedules where dag_id = 'asks'`,
    );
    expect(rows).toEqual([{ error: 'the parameter "city" has no default: give it in conf', lost: false }]);
  });

  it('makes no run beyond endDate', async () => {
    await startTicker('one');
    await register({ id: 'ended', schedule: '@daily', startDate: midnight(5), endDate: midnight(4), catchup: true });
    await until(async () => expect(await datesOf('ended')).toEqual([midnight(5), midnight(4)]));
    const { rows } = await service.pool.query(`select wake_at, next_run_after from schedules where dag_id = 'ended'`);
    expect(rows).toEqual([{ wake_at: null, next_run_after: null }]);
  });
});

describe('an outage', () => {
  it('is no fault of a DAG: its runs are made when PostgreSQL is back', async () => {
    const { pool } = service;
    await register({ id: 'cut_off', schedule: '@daily', startDate: midnight(2), catchup: true });
    const blocker = await pool.connect();
    await blocker.query('begin');
    await blocker.query('lock table task_instances in exclusive mode');
    await startTicker('one');
    const stuck = `select pid from pg_stat_activity where wait_event_type = 'Lock' and query like '%task_instances%' and datname = current_database()`;
    await until(async () => expect((await pool.query(stuck)).rowCount).toBe(1));
    await pool.query(`select pg_terminate_backend(pid) from (${stuck}) s`);
    await until(async () => expect(service.logged.length).toBeGreaterThan(0));
    await blocker.query('rollback');
    blocker.release();
    await until(async () => expect(await datesOf('cut_off')).toEqual([2, 1].map(midnight)));
    expect(await eventsOf('cut_off', 'DagScheduleFailed')).toEqual([]);
  });
});
