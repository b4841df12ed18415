/** How long a sensor waits between its pokes and in all (ms). */
export interface PokeRules {
  pokeIntervalMs: number;
  /** Factor from wait to wait; 1 is constant. */
  pokeBackoff: number;
  /** Longest wait since the first execution, over pokes and tries. */
  timeoutMs: number;
}

/**
 * When a sensor whose poke number `poke` (0 first) said "not yet" is poked again, in ms since the epoch: after interval × backoff^poke, but
 * not beyond the timeout, so that the last poke is made when the time is over. null: the time is over.
 */
export function nextPokeAt(rules: PokeRules, poke: number, waitingSince: number, now: number): number | null {
  const deadline = waitingSince + rules.timeoutMs;
  if (now >= deadline) return null;
  return Math.min(now + rules.pokeIntervalMs * rules.pokeBackoff ** poke, deadline);
}
