import { describe, expect, it } from 'vitest';
import { isoOf, msOf } from '../time/instant.js';
import { nextDueAfter } from './next-due.js';
import type { NormalizedSchedule } from './schedule.js';

const next = (schedule: NormalizedSchedule | null, after: string, endDate: string | null = null): string | null => {
  const ms = nextDueAfter(schedule, msOf(after), endDate);
  return ms === null ? null : isoOf(ms);
};

describe('the run after a run is due', () => {
  it.each<[string, NormalizedSchedule, string, string]>([
    ['at the next time of a cron', { cron: '0 2 * * *' }, '2026-03-02T02:00:00Z', '2026-03-03T02:00:00.000Z'],
    [
      'in its zone, over a change of clocks',
      { cron: '0 2 * * *', timezone: 'Europe/Paris' },
      '2026-03-30T00:00:00Z',
      '2026-03-31T00:00:00.000Z',
    ],
    [
      'at the first of several crons',
      { cron: ['0 6 * * *', '0 4 * * *'] },
      '2026-03-02T05:00:00Z',
      '2026-03-02T06:00:00.000Z',
    ],
    ['a period later', { every: 'PT6H' }, '2026-03-02T02:00:00Z', '2026-03-02T08:00:00.000Z'],
    ['a month later, by the calendar', { every: 'P1M' }, '2026-01-31T00:00:00Z', '2026-02-28T00:00:00.000Z'],
    [
      'at the next of its dates',
      { dates: ['2026-03-01T00:00:00.000Z', '2026-05-01T00:00:00.000Z'] },
      '2026-03-01T00:00:00Z',
      '2026-05-01T00:00:00.000Z',
    ],
  ])('%s', (_name, schedule, after, expected) => {
    expect(next(schedule, after)).toBe(expected);
  });

  it.each<[string, NormalizedSchedule | null, string, string | null]>([
    ['without a schedule', null, '2026-03-02T00:00:00Z', null],
    ['after the only run', { once: true }, '2026-03-02T00:00:00Z', null],
    ['after the last date', { dates: ['2026-03-01T00:00:00.000Z'] }, '2026-03-01T00:00:00Z', null],
    ['beyond endDate, by logical date', { cron: '@daily' }, '2026-03-02T00:00:00Z', '2026-03-01T00:00:00Z'],
    [
      'beyond endDate of a trigger timetable',
      { cron: '@daily', timetable: 'trigger' },
      '2026-03-02T00:00:00Z',
      '2026-03-02T12:00:00Z',
    ],
  ])('never %s', (_name, schedule, after, endDate) => {
    expect(next(schedule, after, endDate)).toBeNull();
  });

  it('with the interval that begins at endDate', () => {
    expect(next({ cron: '@daily' }, '2026-03-02T00:00:00Z', '2026-03-02T00:00:00Z')).toBe('2026-03-03T00:00:00.000Z');
  });
});
