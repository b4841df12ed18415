const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)$/;

/**
 * RFC 3339 in UTC with three digits, six where the microseconds are not zero: the form of every instant in the API's answers.
 * Answers null for anything else: an instant without an offset, a day that no month has, a year before 0001.
 */
export function normaliseInstant(text: string): string | null {
  const parts = RFC_3339.exec(text);
  if (parts === null) return null;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', fraction = '', zone = ''] = parts;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59 || year === '0000') return null;
  const wall = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(wall) || new Date(wall).getUTCDate() !== Number(day)) return null;
  const offset = offsetMs(zone);
  return offset === null ? null : withFraction(wall - offset, fraction);
}

function offsetMs(zone: string): number | null {
  if (zone === 'Z' || zone === 'z') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(4, 6))];
  if (hours > 23 || minutes > 59) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** Digits below a microsecond are cut, as PostgreSQL would round them out of sight. */
function withFraction(ms: number, fraction: string): string | null {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1 || date.getUTCFullYear() > 9999) return null;
  const micros = fraction.padEnd(6, '0').slice(0, 6);
  const digits = micros.endsWith('000') ? micros.slice(0, 3) : micros;
  return `${date.toISOString().slice(0, 19)}.${digits}Z`;
}

/** The text that PostgreSQL gives for a timestamptz (`2026-11-21 08:00:00.123+00`, any session time zone) as the API's instant. */
export function instantFromPostgres(text: string): string {
  const zoned = text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00');
  const instant = normaliseInstant(zoned);
  if (instant === null) throw new Error(`not a timestamptz of years 1 to 9999: ${text}`);
  return instant;
}

/** Now, with milliseconds. */
export const nowInstant = (): string => new Date().toISOString();
