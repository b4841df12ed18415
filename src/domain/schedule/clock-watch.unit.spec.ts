import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClockReading, type ClockState, watchClocks } from './clock-watch.js';

const HOUR = 3_600_000;
/** Clocks at monotonic time `at`, each as far off as it is said to be. */
const reading = (at: number, off: { service?: number; database?: number } = {}): ClockReading => ({
  monotonic: at,
  service: 1e12 + at + (off.service ?? 0),
  database: 1e12 + at + (off.database ?? 0),
});

function watch(readings: ClockReading[]) {
  let state: ClockState | null = null;
  return readings.map((each) => {
    const seen = watchClocks(state, each);
    state = seen.state;
    return { jumps: seen.jumps, hold: seen.hold };
  });
}

describe('clocks', () => {
  it('that go evenly never hold anything, however far apart they are', () => {
    const off = { database: HOUR };
    expect(watch([reading(0, off), reading(10, off), reading(HOUR, off)]).map(({ hold }) => hold)).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('that both jump, as after a suspension, hold until they have settled', () => {
    const off = { service: HOUR, database: HOUR };
    const seen = watch([reading(0), reading(100, off), reading(1_000, off), reading(2_100, off)]);
    expect(seen[1]?.jumps).toEqual([
      { clock: 'service', byMs: HOUR },
      { clock: 'database', byMs: HOUR },
    ]);
    expect(seen.map(({ hold }) => hold)).toEqual([false, true, true, false]);
  });

  it('of which one was set back hold until they agree', () => {
    const off = { database: -HOUR };
    const seen = watch([reading(0), reading(100, off), reading(10_000, off), reading(20_000), reading(22_000)]);
    expect(seen[1]?.jumps).toEqual([{ clock: 'database', byMs: -HOUR }]);
    expect(seen.map(({ hold }) => hold)).toEqual([false, true, true, true, false]);
  });

  it('that never agree again are believed after a minute', () => {
    const off = { service: HOUR };
    const seen = watch([
      reading(0),
      reading(100, off),
      reading(60_000, off),
      reading(60_100, off),
      reading(70_000, off),
    ]);
    expect(seen.map(({ hold }) => hold)).toEqual([false, true, true, false, false]);
  });

  it('that are slewed by little do not jump', () => {
    const seen = watch(
      Array.from({ length: 20 }, (_, i) => reading(i * 60_000, { service: i * 30, database: i * -30 })),
    );
    expect(seen.flatMap(({ jumps }) => jumps)).toEqual([]);
  });

  it('hold after each jump, whatever came before', () => {
    const step = fc.record({ passed: fc.nat(HOUR), service: fc.nat(500), database: fc.nat(500) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), fc.integer({ min: 1_501, max: HOUR }), (steps, jump) => {
        let at = 0;
        const before = steps.map(({ passed, service, database }) => reading((at += passed), { service, database }));
        const seen = watch([...before, reading(at), reading(at + 10, { service: jump })]);
        expect(seen.at(-1)).toEqual({ jumps: [{ clock: 'service', byMs: jump }], hold: true });
      }),
    );
  });
});
