/** A duration for people: 0.4s, 12.3s, 3m05s, 1h02m, 2d03h. Negative ones (clocks that differ) count as zero. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, ms) / 1_000;
  if (seconds < 59.95) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  if (whole < 3_600) return `${Math.floor(whole / 60)}m${two(whole % 60)}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 1_440) return `${Math.floor(minutes / 60)}h${two(minutes % 60)}m`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)}d${two(hours % 24)}h`;
}

const two = (number: number): string => String(number).padStart(2, '0');

/** How long something took or has taken: '' before it starts, up to now while it lasts. Instants are RFC 3339. */
export function spanText(startedAt: string | null, endedAt: string | null, now: number): string {
  if (startedAt === null) return '';
  return durationText((endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt));
}
