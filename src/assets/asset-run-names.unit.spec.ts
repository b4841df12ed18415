import { describe, expect, it } from 'vitest';
import { assetRunNames } from './asset-run-names.js';

const runAfter = Date.UTC(2026, 10, 21, 8, 0, 0, 123);

describe('a run that follows assets', () => {
  it.each([
    [0, 'asset_triggered__2026-11-21T08:00:00.123000+00:00'],
    [1, 'asset_triggered__2026-11-21T08:00:00.123000+00:00_2'],
  ])('without a day is called after its latest event (%i)', (n, runId) => {
    expect(assetRunNames({ runAfter, day: null }, n)).toEqual({ runId, logicalDate: null, interval: null });
  });

  it.each([
    [0, 'asset_triggered__2026-11-19T23:00:00+00:00'],
    [1, 'asset_triggered__2026-11-19T23:00:00.001000+00:00'],
  ])('for a day is called after its logical date (%i)', (n, runId) => {
    const start = Date.UTC(2026, 10, 19, 23);
    const interval = { start, end: start + 86_400_000 };
    expect(assetRunNames({ runAfter, day: { ...interval, name: '2026-11-20' } }, n)).toEqual({
      runId,
      logicalDate: start + n,
      interval,
    });
  });
});
