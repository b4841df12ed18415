import { describe, expect, it } from 'vitest';
import type { Json } from '../json.js';
import { msOf } from '../time/instant.js';
import { after, limits, next, schedule, shown } from './timetable.fixture.js';
import { manualInterval, nextRun, runsBetween, type TimetableParts } from './timetable.js';

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
  ])('that answers %s is an error that names it', (_name, answer, message) => {
    const asked = () => next(custom, { last: ['2026-06-14', '2026-06-15'] }, answering(answer));
    expect(asked).toThrow(message);
    expect(asked).toThrow('timetable "my.days" answered ');
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

describe('jitter', () => {
  const jittered = schedule({ cron: '@hourly', timetable: 'trigger', jitter: '10m' });
  const delayOf = (dagId: string | undefined, hour: number): number => {
    const start = msOf('2026-06-15T00:00Z') + hour * 3_600_000;
    const asked = { last: { start, end: start }, now: start, limits: { ...limits, catchup: true } };
    const run = nextRun(jittered, asked, dagId === undefined ? {} : { dagId });
    return run === null ? Number.NaN : run.runAfter - run.logicalDate;
  };

  it('delays each run by up to that much, always the same for a DAG and a logical date', () => {
    const delays = Array.from({ length: 200 }, (_, hour) => delayOf('d', hour));
    expect(delays).toEqual(Array.from({ length: 200 }, (_, hour) => delayOf('d', hour)));
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...delays)).toBeLessThanOrEqual(600_000);
    expect(new Set(delays).size).toBeGreaterThan(150);
    expect(delayOf('e', 0)).not.toBe(delayOf('d', 0));
  });

  it('delays nothing where no DAG is named', () => {
    expect(delayOf(undefined, 0)).toBe(0);
  });
});
