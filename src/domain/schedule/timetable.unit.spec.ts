import { describe, expect, it } from 'vitest';
import type { Json } from '../json.js';
import { take } from '../take.js';
import { isoOf, msOf } from '../time/instant.js';
import { readSchedule } from './read-schedule.js';
import type { NormalizedSchedule } from './schedule.js';
import { manualInterval, nextRun, runsAfter, runsBetween, scheduledRunId, type TimetableParts } from './timetable.js';
import type { DueRun, Interval } from './timetables/due-run.js';

function schedule(given: Json): NormalizedSchedule | null {
  const read = readSchedule(given);
  if ('message' in read) throw new Error(read.message);
  return read.schedule;
}
/** `2026-03-01` or `2026-03-01T06:00` for the instant in UTC, the shortest that says it. */
const short = (ms: number): string =>
  isoOf(ms)
    .replace(/(T..:..):00\.000Z$/, '$1')
    .replace(/T00:00$/, '');
const interval = ({ start, end }: Interval): string => (start === end ? short(start) : `${short(start)}/${short(end)}`);
const at = (text: string | undefined): number | null => (text === undefined ? null : msOf(text));
const shown = (run: DueRun | null): string | null => (run === null ? null : interval(run.interval));

interface Given {
  last?: [string, string];
  now?: string;
  start?: string;
  end?: string;
  catchup?: boolean;
}
const next = (given: Json, asked: Given, parts?: TimetableParts): string | null =>
  shown(
    nextRun(
      schedule(given),
      {
        last: asked.last === undefined ? null : { start: msOf(asked.last[0]), end: msOf(asked.last[1]) },
        now: msOf(asked.now ?? '2026-06-15T12:00:00Z'),
        limits: { startDate: at(asked.start), endDate: at(asked.end), catchup: asked.catchup ?? false },
      },
      parts,
    ),
  );
const limits = { startDate: null, endDate: null };
const after = (given: Json, instant: string, count: number, parts?: TimetableParts): (string | null)[] =>
  take(runsAfter(schedule(given), msOf(instant), limits, parts), count).map(shown);
const between = (given: Json, from: string, to: string, more: Partial<Given> = {}): (string | null)[] => [
  ...[
    ...runsBetween(schedule(given), msOf(from), msOf(to), {
      startDate: at(more.start),
      endDate: at(more.end),
      catchup: more.catchup ?? false,
    }),
  ].map(shown),
];

describe('the next run', () => {
  it.each<[string, Json, Given, string | null]>([
    ['of no schedule', null, {}, null],
    ['of assets alone', { assets: ['a'] }, {}, null],
    ['of assets or a cron', { assets: ['a'], cron: '@daily' }, {}, '2026-06-14/2026-06-15'],
    ['without catchup is the last that is complete', '@daily', {}, '2026-06-14/2026-06-15'],
    ['without catchup begins at startDate', '@daily', { start: '2026-06-20T06:00Z' }, '2026-06-21/2026-06-22'],
    ['with catchup begins at startDate', '@daily', { start: '2026-06-01', catchup: true }, '2026-06-01/2026-06-02'],
    ['ends with endDate, by logical date', '@daily', { end: '2026-06-13T23:59Z' }, null],
    [
      'of a trigger timetable is the last tick',
      { cron: '@daily', timetable: 'trigger' },
      { last: ['2026-06-01', '2026-06-01'] },
      '2026-06-15',
    ],
    ['of seconds', '0 0 * * * 30', {}, '2026-06-14T00:00:30.000Z/2026-06-15T00:00:30.000Z'],
    [
      'of several crons ends at the first of all',
      { cron: ['0 6 * * *', '0 4 * * *'] },
      {},
      '2026-06-15T04:00/2026-06-15T06:00',
    ],
    ['every six hours', 'every 6h', {}, '2026-06-15T06:00/2026-06-15T12:00'],
    ['every month keeps the day of startDate', 'every P1M', { start: '2026-01-31' }, '2026-04-28/2026-05-28'],
    ['once, at startDate', '@once', { start: '2027-01-01' }, '2027-01-01'],
    ['once, and never again', '@once', { last: ['2026-01-01', '2026-01-01'] }, null],
    [
      'continuous goes on where the last one ended',
      '@continuous',
      { last: ['2026-06-15', '2026-06-15T11:00Z'] },
      '2026-06-15T11:00/2026-06-15T12:00',
    ],
  ])('%s', (_name, given, asked, expected) => {
    expect(next(given, asked)).toBe(expected);
  });

  it.each<[string, Json, Given, string]>([
    [
      'a longer period',
      '@daily',
      { last: ['2026-06-14T18:00Z', '2026-06-14T19:00Z'], catchup: true },
      '2026-06-15/2026-06-16',
    ],
    ['points before', '@daily', { last: ['2026-06-14', '2026-06-14'], catchup: true }, '2026-06-15/2026-06-16'],
    [
      'intervals before',
      { cron: '@daily', timetable: 'trigger' },
      { last: ['2026-06-14', '2026-06-15'], catchup: true },
      '2026-06-16',
    ],
  ])('after a changed schedule, %s, never comes back to a date that had its run', (_name, given, asked, expected) => {
    expect(next(given, asked)).toBe(expected);
  });
});

describe('the runs after an instant', () => {
  it.each<[Json, string, string[]]>([
    ['0 2 * * *', '2026-03-02T02:00Z', ['2026-03-02T02:00/2026-03-03T02:00', '2026-03-03T02:00/2026-03-04T02:00']],
    [{ cron: '@hourly', timetable: 'trigger' }, '2026-03-02T02:30Z', ['2026-03-02T03:00', '2026-03-02T04:00']],
    ['every PT6H', '2026-03-02T02:00Z', ['2026-03-02T02:00/2026-03-02T08:00', '2026-03-02T08:00/2026-03-02T14:00']],
    [{ dates: ['2026-03-01', '2026-05-01'] }, '2026-03-01', ['2026-05-01']],
    ['@once', '2026-03-01', ['2026-03-01']],
    ['@continuous', '2026-03-01', ['2026-03-01']],
    [null, '2026-03-01', []],
  ])('%j after %s', (given, instant, expected) => {
    expect(after(given, instant, 2)).toEqual(expected);
  });
});

describe('the runs between two instants', () => {
  it.each<[Json, string, string, Partial<Given>, string[]]>([
    ['@daily', '2026-03-01T06:00Z', '2026-03-03', {}, ['2026-03-02/2026-03-03', '2026-03-03/2026-03-04']],
    [
      '@daily',
      '2026-03-01',
      '2026-03-09',
      { start: '2026-03-03', end: '2026-03-04' },
      ['2026-03-03/2026-03-04', '2026-03-04/2026-03-05'],
    ],
    [{ cron: '@daily', timetable: 'trigger' }, '2026-03-01', '2026-03-02', {}, ['2026-03-01', '2026-03-02']],
    [
      'every 6h',
      '2026-03-01T01:00Z',
      '2026-03-01T12:00Z',
      {},
      ['2026-03-01T06:00/2026-03-01T12:00', '2026-03-01T12:00/2026-03-01T18:00'],
    ],
    [
      'every 6h',
      '2026-03-01T01:00Z',
      '2026-03-01T12:00Z',
      { start: '2026-01-01T02:00Z', catchup: true },
      ['2026-03-01T02:00/2026-03-01T08:00', '2026-03-01T08:00/2026-03-01T14:00'],
    ],
    [
      'every P1M',
      '2026-03-01',
      '2026-04-30',
      { start: '2026-01-15' },
      ['2026-03-15/2026-04-15', '2026-04-15/2026-05-15'],
    ],
    [
      { dates: ['2026-03-01', '2026-04-01', '2026-05-01'] },
      '2026-03-02',
      '2026-05-01',
      {},
      ['2026-04-01', '2026-05-01'],
    ],
    ['@once', '2026-03-01', '2026-04-01', { start: '2026-03-05' }, ['2026-03-05']],
    ['@once', '2026-03-01', '2026-04-01', {}, []],
    ['@continuous', '2026-03-01', '2026-04-01', {}, []],
    [{ assets: ['a'] }, '2026-03-01', '2026-04-01', {}, []],
  ])('%j from %s to %s %j', (given, from, to, more, expected) => {
    expect(between(given, from, to, more)).toEqual(expected);
  });
});

describe('a business calendar', () => {
  const parts = { calendar: { workdays: [1, 2, 3, 4, 5], holidays: ['2026-12-25'] } };
  const on = (given: Record<string, Json>): Json => ({ ...given, calendar: 'nyse' });

  it('leaves out runs on other days', () => {
    const runs = after(on({ cron: '0 6 * * *', timetable: 'trigger' }), '2026-12-24T00:00Z', 3, parts);
    expect(runs).toEqual(['2026-12-24T06:00', '2026-12-28T06:00', '2026-12-29T06:00']);
  });

  it('lets an interval reach over the days between', () => {
    const runs = after(on({ cron: '0 6 * * *' }), '2026-12-24T00:00Z', 3, parts);
    expect(runs).toEqual([
      '2026-12-23T06:00/2026-12-24T06:00',
      '2026-12-24T06:00/2026-12-28T06:00',
      '2026-12-28T06:00/2026-12-29T06:00',
    ]);
  });

  it('counts the days of the zone', () => {
    const runs = after(
      on({ cron: '0 0 * * *', timezone: 'Asia/Tokyo', timetable: 'trigger' }),
      '2026-12-24T00:00Z',
      2,
      parts,
    );
    expect(runs).toEqual(['2026-12-27T15:00', '2026-12-28T15:00']);
  });

  it.each<[string, Json, string[]]>([
    ['periods', on({ every: '12h', timetable: 'trigger' }), ['2026-12-24T12:00', '2026-12-28', '2026-12-28T12:00']],
    ['dates', on({ dates: ['2026-12-25', '2026-12-26', '2026-12-29'] }), ['2026-12-29']],
  ])('filters %s', (_name, given, expected) => {
    expect(after(given, '2026-12-24T00:00Z', 3, parts)).toEqual(expected);
  });

  it('goes on with the last interval that is complete on a day off', () => {
    expect(next(on({ cron: '@daily' }), { now: '2026-12-27T12:00Z' }, parts)).toBe('2026-12-23/2026-12-24');
  });

  it('without any business day, makes no runs', () => {
    const none = { calendar: { workdays: [], holidays: [] } };
    expect(after(on({ cron: '* * * * *' }), '2026-12-24T00:00Z', 1, none)).toEqual([]);
    expect(next(on({ cron: '* * * * *' }), {}, none)).toBeNull();
  });
});

describe("a timetable of the user's own", () => {
  const custom = { custom: { handler: 'my.days' } };
  const answering = (answer: unknown): TimetableParts => ({ custom: { next: () => answer } });
  const day = (text: string): number => msOf(text);

  it('says what comes next', () => {
    expect(next(custom, {}, answering({ start: day('2026-06-15'), end: day('2026-06-16') }))).toBe(
      '2026-06-15/2026-06-16',
    );
    expect(next(custom, {}, answering({ start: day('2026-06-15') }))).toBe('2026-06-15');
    expect(next(custom, {}, answering(null))).toBeNull();
    expect(next(custom, { end: '2026-06-14' }, answering({ start: day('2026-06-15') }))).toBeNull();
  });

  it('is asked with what is known', () => {
    const asked: unknown[] = [];
    next(
      custom,
      { last: ['2026-06-01', '2026-06-02'], start: '2026-01-01' },
      { custom: { next: (question) => asked.push(question) && null } },
    );
    expect(asked).toEqual([
      {
        last: { start: day('2026-06-01'), end: day('2026-06-02') },
        now: day('2026-06-15T12:00Z'),
        limits: { startDate: day('2026-01-01'), endDate: null, catchup: false },
      },
    ]);
  });

  it.each<[string, unknown, RegExp]>([
    ['a run that is not after the last one', { start: day('2026-06-14') }, /not after the last one/],
    ['an interval the wrong way round', { start: day('2026-06-15'), end: day('2026-06-14') }, /ends before it starts/],
    ['a text', 'tomorrow', /no \{ start, end \}/],
    ['a date of another type', { start: '2026-06-15' }, /no time/],
    ['not a number', { start: Number.NaN }, /no time/],
    ['a run beyond all dates', { start: 1e17 }, /no time/],
    ['a bad runAfter', { start: day('2026-06-15'), runAfter: {} }, /runAfter/],
  ])('that answers %s is an error', (_name, answer, message) => {
    expect(() => next(custom, { last: ['2026-06-14', '2026-06-15'] }, answering(answer))).toThrow(message);
  });

  it('that was not brought is an error, as is a calendar', () => {
    expect(() => next(custom, {})).toThrow('the schedule names "my.days", which is not there');
    expect(() => next({ cron: '@daily', calendar: 'nyse' }, {})).toThrow('"nyse"');
  });

  it('is previewed from the instant on', () => {
    const daily: TimetableParts = {
      custom: {
        next: ({ last, limits: { startDate } }) => ({
          start: (last?.start ?? (startDate ?? 0) - 86_400_000) + 86_400_000,
        }),
      },
    };
    expect(after(custom, '2026-06-15', 2, daily)).toEqual(['2026-06-15', '2026-06-16']);
    expect(
      [
        ...runsBetween(schedule(custom), day('2026-06-15'), day('2026-06-16'), { ...limits, catchup: false }, daily),
      ].map(shown),
    ).toEqual(['2026-06-15', '2026-06-16']);
  });

  it('infers the interval of manual runs, or leaves it a point', () => {
    const manual = {
      custom: { next: () => null, manual: (instant: number) => ({ start: instant - 1000, end: instant }) },
    };
    expect(manualInterval(schedule(custom), 5000, manual)).toEqual({ start: 4000, end: 5000 });
    expect(manualInterval(schedule(custom), 5000, answering(null))).toEqual({ start: 5000, end: 5000 });
  });
});

describe('run ids', () => {
  it.each([
    ['2021-09-04T00:00:00Z', 'scheduled__2021-09-04T00:00:00+00:00'],
    ['2021-09-04T00:00:00.5Z', 'scheduled__2021-09-04T00:00:00.500+00:00'],
  ])('%s makes %s', (instant, id) => {
    expect(scheduledRunId('scheduled', msOf(instant))).toBe(id);
  });
});
