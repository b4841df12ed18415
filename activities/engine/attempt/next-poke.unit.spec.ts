import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextPokeAt } from './next-poke.js';

const rules = { pokeIntervalMs: 60_000, pokeBackoff: 1, timeoutMs: 600_000 };

describe('nextPokeAt', () => {
  it('pokes again after the interval', () => expect(nextPokeAt(rules, 3, 0, 1_000)).toBe(61_000));
  it('lets the interval grow by the backoff', () =>
    expect(nextPokeAt({ ...rules, pokeBackoff: 2 }, 3, 0, 0)).toBe(480_000));
  it('pokes a last time when the time is over', () => expect(nextPokeAt(rules, 9, 0, 590_000)).toBe(600_000));
  it('then gives up', () => expect(nextPokeAt(rules, 10, 0, 600_000)).toBeNull());
  it.each([
    ['at the time that the sensor names', 400_000, 400_000],
    ['not beyond the timeout', 900_000, 600_000],
    ['when its time is over, where the sensor names none', null, 600_000],
    ['not without a pause', 20_000, 31_000],
  ])('given `until`, pokes %s', (_, until, at) => {
    expect(nextPokeAt({ ...rules, until }, 0, 0, 30_000)).toBe(at);
  });
  it.each([
    ['by then where the interval is longer', 40_000, 40_000],
    ['after the interval where that is sooner', 400_000, 90_000],
    ['not without a pause', 30_500, 31_000],
  ])('given `by`, pokes %s', (_, by, at) => {
    expect(nextPokeAt({ ...rules, by }, 0, 0, 30_000)).toBe(at);
  });
  it('never plans a poke in the past or beyond the deadline, whatever the backoff', () => {
    const whole = (max: number) => fc.integer({ min: 1, max });
    fc.assert(
      fc.property(
        whole(1e9),
        fc.double({ min: 1, max: 1000, noNaN: true }),
        whole(1e9),
        whole(5000),
        whole(1e9),
        (pokeIntervalMs, pokeBackoff, timeoutMs, poke, now) => {
          const at = nextPokeAt({ pokeIntervalMs, pokeBackoff, timeoutMs }, poke, 0, now);
          return at === null ? now >= timeoutMs : at > now && at <= timeoutMs;
        },
      ),
    );
  });
});
