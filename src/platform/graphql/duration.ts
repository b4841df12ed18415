const SHORT = /^(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s?)?$/;
const ISO = /^P(?:(\d+)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Milliseconds of `90s`, `1h30m`, `2d`, `PT5M` or a number of seconds; null for anything else. Years and months have no fixed length and are refused. */
export function durationMs(text: string): number | null {
  if (text === '' || text === 'P' || text.endsWith('T')) return null;
  const iso = ISO.exec(text);
  const [weeks, ...rest] = iso === null ? ['0', ...(SHORT.exec(text)?.slice(1) ?? [])] : iso.slice(1);
  if (rest.length === 0 || (iso === null && SHORT.exec(text) === null)) return null;
  const [days, hours, minutes, seconds] = rest.map((part) => Number(part ?? 0));
  const total = ((Number(weeks ?? 0) * 7 + (days ?? 0)) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0);
  const ms = Math.round((total * 60 + (seconds ?? 0)) * 1000);
  return Number.isSafeInteger(ms) ? ms : null;
}

/** The same duration in ISO 8601: `90s` is PT1M30S. */
export function durationIso(text: string): string | null {
  const ms = durationMs(text);
  if (ms === null) return null;
  const days = Math.floor(ms / 86_400_000);
  const hours = Math.floor(ms / 3_600_000) % 24;
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = (ms % 60_000) / 1000;
  const time = [hours > 0 ? `${hours}H` : '', minutes > 0 ? `${minutes}M` : '', seconds > 0 ? `${seconds}S` : ''].join(
    '',
  );
  if (days === 0 && time === '') return 'PT0S';
  return `P${days > 0 ? `${days}D` : ''}${time === '' ? '' : `T${time}`}`;
}
