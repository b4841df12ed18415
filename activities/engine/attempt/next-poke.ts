/** How long a sensor waits between its pokes and in all (ms). */
export interface PokeRules {
  pokeIntervalMs: number;
  /** Factor from wait to wait; 1 is constant. */
  pokeBackoff: number;
  /** Longest wait since the first execution, over pokes and tries. */
  timeoutMs: number;
  /** The sensor's own time of its next poke (ms since the epoch), null for none; left out, the interval gives it. */
  until?: number | null | undefined;
  /** The sensor's own latest time of its next poke, where the interval gives a later one. */
  by?: number | undefined;
}

/** A sensor that names a time in the past is not poked without a pause (ms). */
const SHORTEST_PAUSE_MS = 1_000;

/**
 * When a sensor whose poke number `poke` (0 first) said "not yet" is poked again, in ms since the epoch: after interval × backoff^poke, but
 * not beyond the timeout, so that the last poke is made when the time is over. `until` stands in place of the interval. null: the time is over.
 */
export function nextPokeAt(rules: PokeRules, poke: number, waitingSince: number, now: number): number | null {
  const deadline = waitingSince + rules.timeoutMs;
  if (now >= deadline) return null;
  const { until } = rules;
  if (until === null) return deadline;
  if (until !== undefined) return Math.min(Math.max(until, now + SHORTEST_PAUSE_MS), deadline);
  const latest = Math.max(rules.by ?? Infinity, now + SHORTEST_PAUSE_MS);
  return Math.min(now + rules.pokeIntervalMs * rules.pokeBackoff ** poke, latest, deadline);
}
