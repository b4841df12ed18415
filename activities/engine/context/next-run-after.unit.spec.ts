import { describe, expect, it } from 'vitest';
import type { NormalizedSchedule } from '../../../src/domain/schedule/schedule.js';
import type { TimetableParts } from '../../../src/domain/schedule/timetable.js';
import { nextRunAfter } from './next-run-after.js';

const DAY = 86_400_000;
const run = { logicalDate: '2026-03-05T02:00:00.000Z', intervalEnd: '2026-03-06T02:00:00.000Z' };
const next = (schedule: NormalizedSchedule | null, endDate: string | null = null, parts: TimetableParts = {}) =>
  nextRunAfter({ schedule, endDate }, run, parts);
const calendar = { workdays: [1, 2, 3, 4, 5], holidays: [] };

describe('the run after a run is due', () => {
  it.each<[string, NormalizedSchedule, string]>([
    ['at the next time of a cron', { cron: '0 2 * * *' }, '2026-03-07T02:00:00.000Z'],
    ['at the first of several crons', { cron: ['0 6 * * *', '0 4 * * *'] }, '2026-03-06T04:00:00.000Z'],
    ['a period later', { every: 'PT6H' }, '2026-03-06T08:00:00.000Z'],
    [
      'at the next of its dates',
      { dates: ['2026-03-01T00:00:00.000Z', '2026-05-01T00:00:00.000Z'] },
      '2026-05-01T00:00:00.000Z',
    ],
  ])('%s', (_name, schedule, expected) => {
    expect(next(schedule)).toBe(expected);
  });

  it('on the next business day', () => {
    expect(next({ cron: '0 2 * * *', calendar: 'work' }, null, { calendar })).toBe('2026-03-09T02:00:00.000Z');
  });

  it("as the user's own timetable says", () => {
    const custom = {
      next: ({ last, now }: { last: { start: number } | null; now: number }) => ({
        start: last === null ? now : last.start + DAY,
      }),
    };
    expect(next({ custom: { handler: 'my.days' } }, null, { custom })).toBe('2026-03-07T02:00:00.000Z');
  });

  it.each<[string, NormalizedSchedule | null, string | null]>([
    ['without a schedule', null, null],
    ['after the only run', { once: true }, null],
    ['while runs follow each other', { continuous: true }, null],
    ['after the last date', { dates: ['2026-03-01T00:00:00.000Z'] }, null],
    ['beyond endDate, by logical date', { cron: '0 2 * * *' }, '2026-03-05T12:00:00Z'],
    ['where the calendar is not here', { cron: '0 2 * * *', calendar: 'work' }, null],
    ['where the timetable is not here', { custom: { handler: 'my.days' } }, null],
  ])('is not known %s', (_name, schedule, endDate) => {
    expect(next(schedule, endDate)).toBeNull();
  });

  it('is not known where the timetable fails', () => {
    const custom = {
      next: (): never => {
        throw new Error('no');
      },
    };
    expect(next({ custom: { handler: 'my.days' } }, null, { custom })).toBeNull();
  });
});
