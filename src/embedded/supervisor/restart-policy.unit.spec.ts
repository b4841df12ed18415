import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterDeath } from './restart-policy.js';

describe('afterDeath', () => {
  it('given one to four deaths within a minute, waits longer each time', () => {
    const waits = [1, 2, 3, 4].map((count) => afterDeath(Array(count).fill(1_000), 1_000));
    expect(waits).toEqual([100, 500, 2_000, 5_000].map((afterMs) => ({ kind: 'restart', afterMs })));
  });

  it('given the fifth death within a minute, gives up', () => {
    expect(afterDeath([0, 15_000, 30_000, 45_000, 59_999], 59_999)).toEqual({ kind: 'give-up' });
  });

  it('given five deaths of which the first is a minute old, goes on', () => {
    expect(afterDeath([0, 15_000, 30_000, 45_000, 60_000], 60_000)).toEqual({ kind: 'restart', afterMs: 5_000 });
  });

  it('gives up exactly when five or more deaths lie in the last minute', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200_000 }), { minLength: 1 }), (deaths) => {
        const now = Math.max(...deaths);
        const recent = deaths.filter((at) => at > now - 60_000).length;
        expect(afterDeath(deaths, now).kind).toBe(recent >= 5 ? 'give-up' : 'restart');
      }),
    );
  });
});
