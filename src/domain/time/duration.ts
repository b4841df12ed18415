const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const SHORT = /^(?:\d+(?:\.\d+)?(?:ms|[smhdw])\s*)+$/;
const SHORT_PART = /(\d+(?:\.\d+)?)(ms|[smhdw])/g;
const ISO =
  /^P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** A century: beyond it an absolute deadline leaves the range of dates. */
export const MAX_DURATION_MS = 100 * 366 * 86_400_000;

/** How to write a duration, for messages. */
export const DURATION_HINT = 'write a duration such as 90s, 5m, 1h30m, 2d, PT5M, or a number of seconds';

/**
 * Milliseconds of `90s`, `5m`, `1h30m`, `2d`, ISO 8601 (`PT5M`, `P1DT2H`) or a number of seconds; null for anything else, negative and above a
 * century included. A day is 24 hours: months and years have no fixed length and are refused. Source: the DAG format, "Durations".
 */
export function parseDuration(text: string | number): number | null {
  const ms = typeof text === 'number' ? text * 1000 : (parseShort(text.trim()) ?? parseIso(text.trim()));
  if (ms === null || !Number.isFinite(ms) || ms < 0 || ms > MAX_DURATION_MS) return null;
  return Math.round(ms);
}

function parseShort(text: string): number | null {
  if (text.length > 60 || !SHORT.test(text)) return null;
  let total = 0;
  const seen = new Set<string>();
  for (const [, amount = '', unit = ''] of text.matchAll(SHORT_PART)) {
    if (seen.has(unit)) return null;
    seen.add(unit);
    total += Number(amount) * (UNIT_MS[unit] ?? Number.NaN);
  }
  return total;
}

function parseIso(text: string): number | null {
  const match = text.length > 60 ? null : ISO.exec(text);
  if (match === null || text.endsWith('T') || text === 'P') return null;
  const units = ['w', 'd', 'h', 'm', 's'] as const;
  return units.reduce((sum, unit, i) => sum + Number(match[i + 1] ?? 0) * (UNIT_MS[unit] ?? Number.NaN), 0);
}

/** ISO 8601 of a number of milliseconds, each length in one form only: days, hours, minutes, seconds with up to three digits. 0 is `PT0S`. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) throw new Error(`not a duration in ms: ${ms}`);
  let rest = Math.round(ms);
  const take = (unit: number): number => {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    return count;
  };
  const days = take(86_400_000);
  const hours = take(3_600_000);
  const minutes = take(60_000);
  const time = part(hours, 'H') + part(minutes, 'M') + part(rest / 1000, 'S');
  if (days === 0 && time === '') return 'PT0S';
  return `P${part(days, 'D')}${time === '' ? '' : `T${time}`}`;
}

const part = (count: number, unit: string): string => (count === 0 ? '' : `${count}${unit}`);
