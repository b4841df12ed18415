import { describe, expect, it } from 'vitest';
import type { Json } from '../json.js';
import { msOf } from '../time/instant.js';
import { after, between, type Given, next } from './timetable.fixture.js';
import { scheduledRunId } from './timetable.js';

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
      'another rhythm',
      '@daily',
      { last: ['2026-06-14T18:00Z', '2026-06-15T18:00Z'], catchup: true },
      '2026-06-15/2026-06-16',
    ],
    ['points before', '@daily', { last: ['2026-06-14', '2026-06-14'], catchup: true }, '2026-06-15/2026-06-16'],
    [
      'intervals before',
      { cron: '@daily', timetable: 'trigger' },
      { last: ['2026-06-14', '2026-06-15'], catchup: true },
      '2026-06-16',
    ],
    [
      'a longer period, whose tick before is that of the last run or one before it',
      '@daily',
      { last: ['2026-06-14T18:00Z', '2026-06-14T19:00Z'], catchup: true },
      '2026-06-14/2026-06-15',
    ],
  ])(
    'after a changed schedule, %s, goes on from the last tick in what had its run',
    (_name, given, asked, expected) => {
      expect(next(given, asked)).toBe(expected);
    },
  );
});

describe('the runs after an instant', () => {
  it.each<[Json, string, string[]]>([
    [{ cron: '* * * * *', timetable: 'trigger' }, '9999-12-31T23:58:30Z', ['9999-12-31T23:59']],
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

describe('run ids', () => {
  it.each([
    ['2021-09-04T00:00:00Z', 'scheduled__2021-09-04T00:00:00+00:00'],
    ['2021-09-04T00:00:00.5Z', 'scheduled__2021-09-04T00:00:00.500000+00:00'],
  ])('%s makes %s', (instant, id) => {
    expect(scheduledRunId('scheduled', msOf(instant))).toBe(id);
  });
});
