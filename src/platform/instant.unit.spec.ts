import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantFromPostgres, normaliseInstant } from './instant.js';

describe('normaliseInstant', () => {
  it.each([
    ['2026-11-21T08:00:00Z', '2026-11-21T08:00:00.000Z'],
    ['2026-11-21T10:00:00.5+02:00', '2026-11-21T08:00:00.500Z'],
    ['2026-11-21t08:00:00.123456z', '2026-11-21T08:00:00.123456Z'],
    ['2026-11-21T08:00:00.123000Z', '2026-11-21T08:00:00.123Z'],
    ['2026-11-21T08:00:00.123456789Z', '2026-11-21T08:00:00.123456Z'],
    ['2024-02-29T23:59:59-23:59', '2024-03-01T23:58:59.000Z'],
  ])('%s is %s', (given, expected) => {
    expect(normaliseInstant(given)).toBe(expected);
  });

  it.each([
    ...[
      '2026-11-21',
      '2026-11-21T08:00:00',
      '2026-02-30T00:00:00Z',
      '2026-11-21T24:00:00Z',
      '2026-11-21T08:60:00Z',
      '2026-11-21T08:00:60Z',
    ],
    ...[
      '0000-01-01T00:00:00Z',
      '0001-01-01T00:00:00+01:00',
      '9999-12-31T23:59:59-01:00',
      '2026-11-21T08:00:00+25:00',
      '2026-13-01T00:00:00Z',
      ' 2026-11-21T08:00:00Z',
      '',
    ],
  ])('%s is none', (given) => {
    expect(normaliseInstant(given)).toBeNull();
  });

  it('is the instant that JavaScript means, whatever the offset', () => {
    const offset = fc.integer({ min: -14 * 60, max: 14 * 60 });
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0002-01-01'), max: new Date('9998-01-01'), noInvalidDate: true }),
        offset,
        (date, minutes) => {
          const wall = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, -1);
          const two = (n: number): string => String(Math.floor(Math.abs(n))).padStart(2, '0');
          const zone = `${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
          expect(normaliseInstant(wall + zone)).toBe(date.toISOString());
        },
      ),
    );
  });
});

describe('instantFromPostgres', () => {
  it.each([
    ['2026-11-21 08:00:00+00', '2026-11-21T08:00:00.000Z'],
    ['2026-11-21 13:30:00.123456+05:30', '2026-11-21T08:00:00.123456Z'],
    ['2026-11-21 01:00:00.1-07', '2026-11-21T08:00:00.100Z'],
  ])('%s is %s', (given, expected) => {
    expect(instantFromPostgres(given)).toBe(expected);
  });

  it('given what no instant of ours can be, is an error', () => {
    expect(() => instantFromPostgres('infinity')).toThrow();
  });
});
