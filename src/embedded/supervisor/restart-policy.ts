/** What to do after a child's death. */
export type AfterDeath = { readonly kind: 'restart'; readonly afterMs: number } | { readonly kind: 'give-up' };

const WINDOW_MS = 60_000;
const DEATHS_TO_GIVE_UP = 5;
const BACKOFF_MS = [100, 500, 2_000, 5_000] as const;

/** Restart with a backoff that grows with the deaths of the last minute; the fifth death in a minute gives up. Times in ms of one clock. */
export function afterDeath(deaths: readonly number[], now: number): AfterDeath {
  const recent = deaths.filter((at) => now - at < WINDOW_MS).length;
  if (recent >= DEATHS_TO_GIVE_UP) return { kind: 'give-up' };
  return { kind: 'restart', afterMs: BACKOFF_MS[Math.max(0, recent - 1)] ?? BACKOFF_MS[BACKOFF_MS.length - 1] ?? 0 };
}
