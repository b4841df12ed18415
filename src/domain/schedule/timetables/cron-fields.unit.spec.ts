import { describe, expect, it } from 'vitest';
import { cronProblem } from '../cron.js';
import { cronTicks } from './cron-ticks.js';

/** The first six ticks of March 2026, as croniter has them. */
function ticksOf(expression: string): string {
  const ticks = cronTicks(expression, 'UTC');
  let at: number | null = Date.UTC(2026, 2, 1) - 1;
  const found: string[] = [];
  while (found.length < 6 && (at = ticks.next(at)) !== null) found.push(new Date(at).toISOString().slice(5, 16));
  return found.join(' ').replaceAll('T00:00', '');
}

describe('what Airflow takes and the parser does not', () => {
  it.each([
    ['0 22-2 * * *', '03-01 03-01T01:00 03-01T02:00 03-01T22:00 03-01T23:00 03-02'],
    ['0 22-4/2 * * *', '03-01 03-01T02:00 03-01T04:00 03-01T22:00 03-02 03-02T02:00'],
    ['0 0 * * fri-mon', '03-01 03-02 03-06 03-07 03-08 03-09'],
    ['0 0 * * sat-sun', '03-01 03-07 03-08 03-14 03-15 03-21'],
    ['0 0 * * 5-1', '03-01 03-02 03-06 03-07 03-08 03-09'],
    ['0 0 * * 6-7', '03-01 03-07 03-08 03-14 03-15 03-21'],
    ['0 0 * * 7-1', '03-01 03-02 03-08 03-09 03-15 03-16'],
    ['0 0 * * 0-7', '03-01 03-02 03-03 03-04 03-05 03-06'],
    ['0 0 28-3 * *', '03-01 03-02 03-03 03-28 03-29 03-30'],
    ['0 0 1 dec-mar *', '03-01 12-01 01-01 02-01 03-01 12-01'],
    ['0 0 1-3,2 * *', '03-01 03-02 03-03 04-01 04-02 04-03'],
    ['*/20,40 0 1 * *', '03-01 03-01T00:20 03-01T00:40 04-01 04-01T00:20 04-01T00:40'],
    ['0 0 *,1 * *', '03-01 03-02 03-03 03-04 03-05 03-06'],
    ['0 0 l * *', '03-31 04-30 05-31 06-30 07-31 08-31'],
    ['0 0 1,L * *', '03-01 03-31 04-01 04-30 05-01 05-31'],
  ])('%s', (expression, expected) => {
    expect([cronProblem(expression), ticksOf(expression)]).toEqual([null, expected]);
  });

  it.each([
    '22-60 * * * *',
    '0 24-2 * * *',
    '0 0 * * 5-8',
    '0 0 1 foo-mar *',
    '1-,2 * * * *',
    '1-3/0 * * * *',
    '60,1 * * * *',
  ])('%s is wrong there, too', (expression) => {
    expect(cronProblem(expression)).toContain('invalid cron');
  });
});

it.each(['? * * * *', '* ? * * *', '0 0 1 ? *', '0 0 * * *#1', '0 0 * * 1#6'])(
  'Airflow does not take %s',
  (expression) => {
    expect(cronProblem(expression)).toContain('invalid cron');
  },
);
