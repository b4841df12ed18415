import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manualInterval } from './manual-interval.js';
import { automatedKind, instantOf, manualRunId, microsOf, RUN_ID } from './run-id.js';

describe('run ids', () => {
  it.each([
    ['2026-11-21T08:00:00.123Z', 'manual__2026-11-21T08:00:00.123000+00:00'],
    ['2026-11-21T08:00:00.123456Z', 'manual__2026-11-21T08:00:00.123456+00:00'],
  ])('%s makes %s', (instant, id) => {
    expect(manualRunId(instant)).toBe(id);
    expect(id).toMatch(RUN_ID);
  });

  it.each([
    ['scheduled__2026-01-01T00:00:00+00:00', 'scheduled'],
    ['backfill__x', 'backfill'],
    ['asset_triggered__x', 'asset_triggered'],
    ['manual__x', null],
    ['scheduled_x', null],
    ['my_scheduled__x', null],
    ['Scheduled__x', null],
  ])('%s is a name of %s', (runId, kind) => {
    expect(automatedKind(runId)).toBe(kind);
  });

  it('instants and microseconds are the same thing', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 4_000_000_000_000_000n }), (micros) => {
        expect(microsOf(instantOf(micros))).toBe(micros);
      }),
    );
  });
});

describe('the data interval of a manual run', () => {
  const at = '2026-11-21T08:30:00.000Z';
  it.each([
    ['no schedule', undefined, [at, at]],
    ['once', { once: true as const }, [at, at]],
    ['assets', { assets: 'orders' }, [at, at]],
    ['a trigger timetable', { cron: '0 0 * * *', timetable: 'trigger' as const }, [at, at]],
    ['every day', { cron: '0 0 * * *' }, ['2026-11-20T00:00:00.000Z', '2026-11-21T00:00:00.000Z']],
    ['on a tick', { cron: '30 8 * * *' }, ['2026-11-20T08:30:00.000Z', at]],
    ['two expressions', { cron: ['0 6 * * *', '0 8 * * *'] }, ['2026-11-21T06:00:00.000Z', '2026-11-21T08:00:00.000Z']],
    [
      'another zone',
      { cron: '0 0 * * *', timezone: 'Europe/Paris' },
      ['2026-11-19T23:00:00.000Z', '2026-11-20T23:00:00.000Z'],
    ],
    ['a period', { every: 'PT6H' }, ['2026-11-21T02:30:00.000Z', at]],
    ['a month', { every: 'P1M' }, ['2026-10-21T08:30:00.000Z', at]],
  ])('given %s', (_name, schedule, [start, end]) => {
    expect(manualInterval(schedule, at)).toEqual({ start, end });
  });

  it('given a day that daylight saving makes longer, spans it', () => {
    const interval = manualInterval({ cron: '0 0 * * *', timezone: 'Europe/Paris' }, '2026-10-26T08:00:00.000Z');
    expect(interval).toEqual({ start: '2026-10-24T22:00:00.000Z', end: '2026-10-25T23:00:00.000Z' });
  });
});
