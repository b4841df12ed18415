import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtinOperators, createRegistry } from '../../activities/registry/index.js';
import { defineTimetable } from '../../activities/sdk/index.js';
import { startService, type TestService } from '../../test/support/service.js';

const weekly = defineTimetable({
  next: ({ last, now }) => ({ start: new Date((last?.start ?? now).getTime() + 7 * 86_400_000) }),
});
const raising = defineTimetable({
  next: () => {
    throw new Error('no such quarter');
  },
});
const user = {
  ...{ handlers: [], operators: [], codeVersion: 'test' },
  timetables: [
    { name: 'finance.weekly', timetable: weekly, path: 'finance.ts' },
    { name: 'finance.raising', timetable: raising, path: 'finance.ts' },
  ],
  calendars: new Map([['nyse', { workdays: [1, 2, 3, 4, 5], holidays: ['2026-12-25'] }]]),
};
const registry = createRegistry({ builtin: builtinOperators, user });

let service: TestService;
beforeAll(async () => {
  service = await startService({ operators: () => registry });
});
afterAll(() => service.stop());

interface Preview {
  previewSchedule:
    | { __typename: 'ScheduleRuns'; runs: { runAfter: string; dataInterval: { start: string; end: string } }[] }
    | { __typename: 'InvalidSchedule'; message: string };
}
async function preview(schedule: unknown, after = '2026-12-24T00:00:00Z', count = 3) {
  const { data } = await service.ask<Preview>(
    `query ($schedule: JSON!, $after: DateTime, $count: Int) { previewSchedule(schedule: $schedule, after: $after, count: $count) {
       __typename ... on ScheduleRuns { runs { logicalDate dataInterval { start end } runAfter } } ... on InvalidSchedule { message } } }`,
    { schedule, after, count },
  );
  const found = data.previewSchedule;
  return found.__typename === 'InvalidSchedule' ? found.message : found.runs.map(({ runAfter }) => runAfter);
}

describe('previewSchedule', () => {
  it('lists the runs after an instant, whole', async () => {
    const { data } = await service.ask(
      `{ previewSchedule(schedule: "0 6 * * *", after: "2026-12-24T00:00:00Z", count: 1) {
         ... on ScheduleRuns { runs { logicalDate dataInterval { start end } runAfter } } } }`,
    );
    const [start, end] = ['2026-12-23T06:00:00.000Z', '2026-12-24T06:00:00.000Z'];
    expect(data).toEqual({
      previewSchedule: { runs: [{ logicalDate: start, dataInterval: { start, end }, runAfter: end }] },
    });
  });

  it.each<[string, unknown, string[]]>([
    [
      'in its zone',
      { cron: '@daily', timezone: 'Europe/Paris' },
      ['2026-12-24T23:00:00.000Z', '2026-12-25T23:00:00.000Z', '2026-12-26T23:00:00.000Z'],
    ],
    [
      'on business days',
      { cron: '0 6 * * *', calendar: 'nyse' },
      ['2026-12-24T06:00:00.000Z', '2026-12-28T06:00:00.000Z', '2026-12-29T06:00:00.000Z'],
    ],
    [
      "by the project's timetable",
      { custom: { handler: 'finance.weekly' } },
      ['2026-12-31T00:00:00.000Z', '2027-01-07T00:00:00.000Z', '2027-01-14T00:00:00.000Z'],
    ],
    ['of assets, none by time', { assets: ['orders'] }, []],
  ])('%s', async (_name, schedule, expected) => {
    expect(await preview(schedule)).toEqual(expected);
  });

  it.each<[string, unknown, string]>([
    ['a bad cron', '61 * * * *', 'invalid cron'],
    ['an unknown key', { crons: '@daily' }, 'crons'],
    ['a calendar that is not there', { cron: '@daily', calendar: 'lse' }, '"lse"'],
    ['a timetable that is not there', { custom: { handler: 'finance.yearly' } }, '"finance.yearly"'],
    ['a timetable that throws', { custom: { handler: 'finance.raising' } }, 'no such quarter'],
  ])('of %s says what is wrong', async (_name, schedule, message) => {
    expect(await preview(schedule)).toContain(message);
  });

  it('is bounded', async () => {
    expect(await preview('@daily', undefined, 1001)).toBe('count: from 1 to 1000');
    expect(await preview('@daily', undefined, 0)).toBe('count: from 1 to 1000');
    expect(await preview('@daily', undefined, 1000)).toHaveLength(1000);
  });
});

describe('registration', () => {
  const register = async (schedule: unknown) => {
    const { data } = await service.ask<{ registerDag: { issues?: { code: string; path: string; message: string }[] } }>(
      `mutation ($spec: JSON) { registerDag(input: { spec: $spec }) { ... on InvalidDag { issues { code path message } } } }`,
      { spec: { id: 'd', schedule, tasks: { a: { type: 'empty' } } } },
    );
    return (data.registerDag.issues ?? []).filter(({ code }) => code === 'BAD_SCHEDULE');
  };

  it.each<[unknown, string, string]>([
    [{ custom: { handler: 'finance.weakly' } }, 'schedule.custom.handler', 'did you mean "finance.weekly"?'],
    [{ cron: '@daily', calendar: 'lse' }, 'schedule.calendar', 'there is no calendar "lse"'],
  ])('of %j names the part that is not there', async (schedule, path, message) => {
    expect(await register(schedule)).toEqual([
      { code: 'BAD_SCHEDULE', path, message: expect.stringContaining(message) as string },
    ]);
  });

  it('takes those that are there', async () => {
    expect(await register({ custom: { handler: 'finance.weekly' } })).toEqual([]);
    expect(await register({ cron: '@daily', calendar: 'nyse' })).toEqual([]);
  });
});
