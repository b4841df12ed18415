/** An instant in UTC to the second: 2026-11-21T08:00:00Z; '' for none. Text that is no instant stays as it is. */
export function instantText(instant: string | null | undefined): string {
  if (instant === null || instant === undefined) return '';
  const ms = Date.parse(instant);
  return Number.isNaN(ms) ? instant : `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
