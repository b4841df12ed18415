import { describe, expect, it } from 'vitest';
import { isTimeZone, parseDate } from './date.js';
import { isoOf } from './instant.js';

describe('parseDate', () => {
  it.each([
    ['2026-01-01', 'Europe/Paris', '2025-12-31T23:00:00.000Z'],
    ['2026-07-01', 'Europe/Paris', '2026-06-30T22:00:00.000Z'],
    ['2026-01-01T06:00:00Z', 'Europe/Paris', '2026-01-01T06:00:00.000Z'],
    ['2026-01-01T06:00:00-05:00', 'UTC', '2026-01-01T11:00:00.000Z'],
    ['2026-01-01 06:00', 'America/New_York', '2026-01-01T11:00:00.000Z'],
    ['2026-03-08T02:30:00', 'America/New_York', '2026-03-08T07:30:00.000Z'],
  ])('reads %s in %s as %s', (text, zone, instant) => {
    const ms = parseDate(text, zone);
    expect(ms === null ? null : isoOf(ms)).toBe(instant);
  });

  it.each(['2026-02-30', '2026-13-01', '01.02.2026', 'today', '', '2026-01-01T25:00:00Z', '2026'])(
    'refuses %s',
    (text) => {
      expect(parseDate(text, 'UTC')).toBeNull();
    },
  );
});

describe('isTimeZone', () => {
  it.each(['UTC', 'Europe/Paris', 'America/Argentina/Buenos_Aires'])('knows %s', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });
  it.each(['Europe/Pariss', '+01:00', '', 'local'])('does not know %s', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });
});
