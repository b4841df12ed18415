import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { builtinOperators, createRegistry } from '../../activities/registry/index.js';
import { defineTimetable } from '../../activities/sdk/index.js';
import { startService, type TestService } from '../../test/support/service.js';
import { VersionReader } from '../dags/index.js';
import type { JsonObject } from '../domain/json.js';
import { Notifier } from '../event-store/index.js';
import { SchedulePart } from './schedule-parts.js';
import { Ticker } from './ticker/ticker.js';

const DAY = 86_400_000;
const timetables = {
  daily: defineTimetable({
    next: ({ last, startDate }) => ({ start: (last?.start.getTime() ?? (startDate?.getTime() ?? 0) - DAY) + DAY }),
  }),
  raising: defineTimetable({
    next: () => {
      throw new Error('no such quarter');
    },
  }),
  mute: defineTimetable({ next: (() => 'tomorrow') as unknown as () => null }),
  inverted: defineTimetable({ next: () => ({ start: '2026-01-06', end: '2026-01-05' }) }),
  backwards: defineTimetable({
    next: ({ last }) => ({ start: last === null ? '2026-01-06' : last.start.getTime() - DAY, end: '2026-01-06' }),
  }),
  endless: defineTimetable({
    next: () => {
      for (;;);
    },
  }),
};
const user = {
  ...{ handlers: [], operators: [], codeVersion: 'test' },
  timetables: Object.entries(timetables).map(([name, timetable]) => ({ name: `my.${name}`, timetable, path: 'my.ts' })),
  calendars: new Map([['work', { workdays: [1, 2, 3, 4, 5], holidays: ['2026-01-06'] }]]),
};
const registry = createRegistry({ builtin: builtinOperators, user });

let service: TestService;
let ticker: Ticker;
beforeAll(async () => {
  service = await startService({ operators: () => registry });
  const { pool } = service;
  const { partsOf } = service.app.get(SchedulePart, { strict: false });
  const meter = { late: () => undefined, created: () => undefined, jumped: () => undefined };
  ticker = new Ticker({
    ...{ pool, meter, service: 'parts', versions: new VersionReader(), partsOf },
    ...{ notifier: new Notifier(pool), onError: (error: unknown) => void service.logged.push(error) },
  });
});
afterAll(async () => {
  await ticker.stop();
  await service.stop();
});

async function register(spec: JsonObject): Promise<void> {
  const { data } = await service.ask<{ registerDag: { __typename: string } }>(
    'mutation($spec: JSON) { registerDag(input: { spec: $spec }) { __typename ... on InvalidDag { issues { message path } } } }',
    {
      spec: { startDate: '2026-01-05', endDate: '2026-01-12', catchup: true, tasks: { a: { type: 'empty' } }, ...spec },
    },
  );
  expect(data.registerDag).toEqual({ __typename: 'DagRegistered' });
}
async function runsOf(dagId: string): Promise<{ date: string; delay: number }[]> {
  const { rows } = await service.pool.query<{ date: string; delay: number }>(
    `select to_char(logical_date at time zone 'UTC', 'MM-DD') as date,
            (extract(epoch from run_after - logical_date) * 1000)::float8 as delay
     from dag_runs where dag_id = $1 order by logical_date`,
    [dagId],
  );
  return rows;
}
const until = (check: () => Promise<void>) =>
  vi.waitFor(
    async () => {
      ticker.poke();
      await check();
    },
    { timeout: 60_000, interval: 100 },
  );
const datesOf = async (dagId: string): Promise<string[]> => (await runsOf(dagId)).map(({ date }) => date);
const errorOf = async (dagId: string): Promise<string | null> => {
  const { rows } = await service.pool.query<{ error: string | null }>('select error from schedules where dag_id = $1', [
    dagId,
  ]);
  return rows[0]?.error ?? null;
};

async function explanationOf(id: string): Promise<object> {
  const { data } = await service.ask<{ dag: { scheduleExplanation: object } }>(
    'query($id: ID!) { dag(id: $id) { scheduleExplanation { reason summary } } }',
    { id },
  );
  return data.dag.scheduleExplanation;
}
async function previewOf(name: string): Promise<string> {
  const { data } = await service.ask<{ previewSchedule: { message: string } }>(
    'query($schedule: JSON!) { previewSchedule(schedule: $schedule) { ... on InvalidSchedule { message } } }',
    { schedule: { custom: { handler: `my.${name}` } } },
  );
  return data.previewSchedule.message;
}

describe('what a schedule names', () => {
  it('makes runs by a timetable of the project', async () => {
    await register({ id: 'own', schedule: { custom: { handler: 'my.daily' } } });
    await until(async () => expect(await datesOf('own')).toHaveLength(8));
    expect(await datesOf('own')).toEqual(['01-05', '01-06', '01-07', '01-08', '01-09', '01-10', '01-11', '01-12']);
  });

  it('makes runs on business days only', async () => {
    await register({ id: 'work', schedule: { cron: '@daily', timetable: 'trigger', calendar: 'work' } });
    await until(async () => expect(await datesOf('work')).toEqual(['01-05', '01-07', '01-08', '01-09', '01-12']));
  });

  it('delays runs by the jitter of the DAG', async () => {
    await register({ id: 'late', schedule: { cron: '@daily', timetable: 'trigger', jitter: '1h' } });
    await until(async () => expect(await runsOf('late')).toHaveLength(8));
    const delays = (await runsOf('late')).map(({ delay }) => delay);
    expect(delays.every((delay) => delay >= 0 && delay <= 3_600_000)).toBe(true);
    expect(new Set(delays).size).toBeGreaterThan(1);
  });

  it.each([
    ['raising', 'timetable "my.raising": no such quarter'],
    ['endless', 'timetable "my.endless": it did not answer within 1000 ms'],
    ['mute', 'timetable "my.mute" answered no { start, end }: "tomorrow"'],
    ['inverted', 'timetable "my.inverted" answered an interval that ends before it starts: '],
    ['backwards', 'timetable "my.backwards" answered a run that is not after the last one, of 2026-01-06'],
  ])('that fails (%s) is told in the API and the log, and stops nobody', async (name, message) => {
    await register({ id: name, schedule: { custom: { handler: `my.${name}` } } });
    await register({ id: `beside_${name}`, schedule: '@daily' });
    await until(async () => expect(await datesOf(`beside_${name}`)).toHaveLength(8));
    await until(async () => expect(await errorOf(name)).toContain(message));
    expect(await runsOf(name)).toHaveLength(name === 'backwards' ? 1 : 0);
    expect(await explanationOf(name)).toMatchObject({
      reason: 'ERROR',
      summary: expect.stringContaining(message) as string,
    });
    expect(await previewOf(name)).toContain(message);
    await until(async () => {
      const logged = service.logged.map(String).filter((line) => line.includes(message));
      expect(logged).toEqual([expect.stringContaining(`the schedule of DAG "${name}"`)]);
    });
  });
});
