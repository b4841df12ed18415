import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../json.js';
import { cronProblem, normalizeCron } from './cron.js';
import { describeSchedule } from './describe-schedule.js';
import { readSchedule } from './read-schedule.js';

const normal = (value: Json): unknown => {
  const read = readSchedule(value);
  return 'schedule' in read ? read.schedule : read;
};
const refusal = (value: Json): string => {
  const read = readSchedule(value);
  return 'message' in read ? read.message : 'accepted';
};

describe('a schedule is normalised', () => {
  it.each<[Json, unknown]>([
    [null, null],
    ['@daily', { cron: '0 0 * * *' }],
    ['@Weekly', { cron: '0 0 * * 0' }],
    ['@once', { once: true }],
    ['@continuous', { continuous: true }],
    [' 0  3 * * *  ', { cron: '0 3 * * *' }],
    ['every 6h', { every: 'PT6H' }],
    ['every P1M', { every: 'P1M' }],
    [{ cron: ['@daily'] }, { cron: '0 0 * * *' }],
    [{ cron: ['0 3 * * *', '0  3 * * *', '0 5 * * *'] }, { cron: ['0 3 * * *', '0 5 * * *'] }],
    [{ cron: '0 3 * * *', timezone: 'UTC', timetable: 'interval', jitter: 0 }, { cron: '0 3 * * *' }],
    [
      { cron: '0 3 * * *', timezone: 'Europe/Paris', timetable: 'trigger', jitter: '5m', calendar: 'nyse' },
      { cron: '0 3 * * *', timezone: 'Europe/Paris', timetable: 'trigger', jitter: 'PT5M', calendar: 'nyse' },
    ],
    [{ every: 3600 }, { every: 'PT1H' }],
    [
      { dates: ['2026-02-01', '2026-01-01T00:00:00+01:00'], timezone: 'Europe/Paris' },
      { dates: ['2025-12-31T23:00:00.000Z', '2026-01-31T23:00:00.000Z'], timezone: 'Europe/Paris' },
    ],
    [
      { assets: ['orders', { any: ['fx', 'fx_backup'] }] },
      { assets: { all: ['orders', { any: ['fx', 'fx_backup'] }] } },
    ],
    [
      { assets: 'orders', cron: '@daily' },
      { assets: 'orders', cron: '0 0 * * *' },
    ],
    [{ custom: { handler: 'my.timetable', args: {} } }, { custom: { handler: 'my.timetable' } }],
    ['0 0 L * *', { cron: '0 0 L * *' }],
    ['0 0 * * MON#2', { cron: '0 0 * * MON#2' }],
    ['0 0 * * * 30', { cron: '0 0 * * * 30' }],
  ])('%j becomes %j', (given, expected) => {
    expect(normal(given)).toEqual(expected);
    expect(normal(normal(given) as Json)).toEqual(expected);
  });
});

describe('a schedule is refused', () => {
  it.each<[Json, string]>([
    ['0 3 * *', 'has 4 fields'],
    ['', 'has 0 fields'],
    ['61 3 * * *', 'invalid cron'],
    ['0 0 31 2 *', 'invalid cron'],
    ['H 3 * * *', '"H 3 * * *": H stands for a value that each process would draw for itself'],
    ['0 H/2 * * *', 'H/2 stands for a value'],
    ['R(0-10) 3 * * *', 'R(0-10) stands for a value'],
    ['0 3 LW * *', '"LW" says no day of the month: write 1-31, ranges, steps, lists, L, 15W alone, ? or *'],
    ['0 3 * * 5#6', '"5#6" says no day of the week'],
    ['0 3 * * 8', '8 is out of range: day of the week is 0-6'],
    ['0 3 1,,2 * *', 'nothing, before or after a comma, says no day of the month'],
    ['0 3 * * * 0 2027 *', 'has 8 fields'],
    ['@dayly', 'unknown preset "@dayly"'],
    ['every fortnight', 'write a duration above zero'],
    ['every 0s', 'write a duration above zero'],
    [{}, 'exactly one of'],
    [{ cron: '@daily', every: '1h' }, 'cron, every are given'],
    [{ cron: '@daily', timezone: 'Europe/Pariss' }, 'timezone: unknown time zone "Europe/Pariss"'],
    [{ cron: '@daily', timezone: '+01:00' }, 'unknown time zone'],
    [{ cron: '@daily', timezones: 'UTC' }, 'did you mean "timezone"?'],
    [{ once: true, timetable: 'trigger' }, 'timetable goes with cron or every only'],
    [{ once: true, calendar: 'nyse' }, 'calendar goes with cron, every or dates only'],
    ['0 0 * * 1,', 'invalid cron'],
    ['0 0 31 4,6 *', 'no such day ever comes'],
    [{ every: 0 }, 'every: write a duration'],
    [{ dates: ['soon'] }, 'dates: 0: write a date'],
    [{ dates: [] }, 'dates'],
    [{ assets: { some: ['x'] } }, 'assets: name an asset'],
    [{ custom: {} }, '"handler" is missing'],
    [7, 'give a cron expression'],
    ['__proto__', 'has 1 fields'],
    ['constructor', 'has 1 fields'],
  ])('%j', (given, message) => {
    expect(refusal(given)).toContain(message);
  });

  const item = fc.stringMatching(/^(\*|[0-9]{1,2}|[0-9]-[0-9]|L)(\/[1-9])?$/);
  const cronText = fc
    .array(fc.array(item, { minLength: 1, maxLength: 2 }), { minLength: 5, maxLength: 6 })
    .map((fields) => fields.map((items) => items.join(',')).join(' '));

  it('whatever the text, without an exception', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9*,\-/#?LHWa-z ]{0,30}$/), cronText), (text) => {
        const problem = cronProblem(text);
        expect(problem === null ? describeSchedule({ cron: normalizeCron(text) }).summary : problem).not.toBe('');
      }),
    );
  });
});

describe('a schedule is described', () => {
  it.each<[Json, string, string, string]>([
    ['0 3 * * *', 'CRON', '0 3 * * *', 'At 03:00 (UTC)'],
    [
      { cron: ['0 3 * * *', '0 5 * * 1'], timezone: 'Europe/Paris' },
      'CRON',
      '0 3 * * *, 0 5 * * 1',
      'At 03:00; At 05:00, only on Monday (Europe/Paris)',
    ],
    ['0 3 * * * 30', 'CRON', '0 3 * * * 30', 'At 03:00:30 (UTC)'],
    ['0 0 1 * fri-mon', 'CRON', '0 0 1 * fri-mon', 'At 00:00, on day 1 of the month, or Friday through Monday (UTC)'],
    ['0 *,5 * * *', 'CRON', '0 *,5 * * *', 'Every hour (UTC)'],
    ['0 0 1 * 1', 'CRON', '0 0 1 * 1', 'At 00:00, on day 1 of the month, or on Monday (UTC)'],
    [
      '0 0 * * 1#1,L5',
      'CRON',
      '0 0 * * 1#1,L5',
      'At 00:00, on the first Monday of the month and on the last Friday of the month (UTC)',
    ],
    ['5-5/20 * * * *', 'CRON', '5-5/20 * * * *', 'Every 20 minutes (UTC)'],
    ['0 0 * * *,5#2', 'CRON', '0 0 * * *,5#2', 'At 00:00, on the second Friday of the month (UTC)'],
    ['0 0 15W * *', 'CRON', '0 0 15W * *', 'At 00:00, on the weekday nearest day 15 of the month (UTC)'],
    [
      '0 0 1 1 * 0 2027',
      'CRON',
      '0 0 1 1 * 0 2027',
      'At 00:00, on day 1 of the month, only in January, only in 2027 (UTC)',
    ],
    ['every 36h', 'INTERVAL', 'P1DT12H', 'Every 1 day 12 hours'],
    ['every P1M', 'INTERVAL', 'P1M', 'Every 1 month'],
    ['every 90s', 'INTERVAL', 'PT1M30S', 'Every 1 minute 30 seconds'],
    ['@once', 'ONCE', '@once', 'Once'],
    ['@continuous', 'CONTINUOUS', '@continuous', 'Again as soon as the last run has ended'],
    [{ dates: ['2026-01-01'] }, 'DATES', '2026-01-01T00:00:00.000Z', 'At 2026-01-01T00:00:00.000Z'],
    [{ assets: ['a', { any: ['b', 'c'] }] }, 'ASSETS', '(a and (b or c))', 'When updated: (a and (b or c))'],
    [{ custom: { handler: 'my.days' } }, 'DATES', 'my.days', 'As the timetable my.days says'],
  ])('%j', (given, kind, expression, summary) => {
    const read = readSchedule(given);
    if (!('schedule' in read) || read.schedule === null) throw new Error('refused');
    expect(describeSchedule(read.schedule)).toMatchObject({ kind, expression, summary });
  });
});
