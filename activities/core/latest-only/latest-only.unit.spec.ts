import { describe, expect, it } from 'vitest';
import { runOperator, testContext, type TestContextOptions } from '../../sdk/testing/index.js';
import { latestOnly } from './latest-only.js';

const scheduled: TestContextOptions = {
  runType: 'scheduled',
  logicalDate: '2026-03-01T00:00:00Z',
  dataInterval: { start: '2026-03-01T00:00:00Z', end: '2026-03-02T00:00:00Z' },
  nextRunAfter: '2026-03-03T00:00:00Z',
};
const verdictOf = (options: TestContextOptions, now: string) =>
  runOperator(latestOnly, testContext({ ...options, now: () => Date.parse(now) }), {});

describe('latestOnly', () => {
  it('closes what is directly below it in an older run, and nothing else', async () => {
    expect(await verdictOf(scheduled, '2026-03-05T00:00:00Z')).toEqual({
      value: false,
      follow: { kind: 'shortCircuit', verdict: false, ignoreDownstreamTriggerRules: false },
    });
  });

  it('goes on in the latest run, in manual ones, and in those without a date', async () => {
    expect(await verdictOf(scheduled, '2026-03-02T06:00:00Z')).toMatchObject({ value: true });
    expect(await verdictOf({ ...scheduled, runType: 'manual' }, '2026-03-05T00:00:00Z')).toMatchObject({ value: true });
    const undated = { runType: 'asset_triggered', nextRunAfter: '2026-03-03T00:00:00Z' };
    expect(await verdictOf(undated, '2026-03-05T00:00:00Z')).toMatchObject({ value: true });
  });

  it('judges a run without an interval by its next one alone', async () => {
    const trigger = { ...scheduled, dataInterval: null };
    expect(await verdictOf(trigger, '2026-03-01T00:00:00Z')).toMatchObject({ value: true });
    expect(await verdictOf(trigger, '2026-03-04T00:00:00Z')).toMatchObject({ value: false });
  });
});
