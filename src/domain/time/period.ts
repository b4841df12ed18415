import { formatDuration, parseDuration } from './duration.js';

const CALENDAR = /^P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})D)?$/;

/** A step of a schedule: calendar months, which have no fixed length, or milliseconds. Days beside months are kept as days. */
export interface Period {
  months: number;
  days: number;
  ms: number;
}

/** As parseDuration, but months and years count too (`P1M`, `P1Y`, `P1M15D`); null for anything else and for a period of zero. */
export function parsePeriod(text: string | number): Period | null {
  const ms = parseDuration(text);
  if (ms !== null) return ms > 0 ? { months: 0, days: 0, ms } : null;
  const match = typeof text === 'string' ? CALENDAR.exec(text.trim()) : null;
  if (match === null) return null;
  const [years, months, days] = [1, 2, 3].map((i) => Number(match[i] ?? 0)) as [number, number, number];
  return years + months > 0 ? { months: years * 12 + months, days, ms: 0 } : null;
}

/** ISO 8601, one form for each period. */
export function formatPeriod(period: Period): string {
  if (period.months === 0) return formatDuration(period.ms);
  const years = Math.floor(period.months / 12);
  const months = period.months % 12;
  return `P${years > 0 ? `${years}Y` : ''}${months > 0 ? `${months}M` : ''}${period.days > 0 ? `${period.days}D` : ''}`;
}
