import type { Bounds, Expected, Rule } from './rules.js';

export interface OracleVersion {
  rule: Rule;
  bounds: Bounds;
  continuous: boolean;
  /** By how much the run of a logical date is delayed, ms. */
  delay: (logicalDate: number) => number;
}

/** What befell a DAG's schedule row, in the order in which it was committed. */
export type Fact =
  | { kind: 'version'; version: OracleVersion }
  | { kind: 'paused' }
  | { kind: 'looked'; now: number; room: number; atMost: number };

/**
 * The runs that these facts must have made: what was stored as next, however late; then what the catchup rule says at that instant; nothing for
 * want of room; nothing of what a pause or a changed schedule had made void; nothing at or before the last logical date, nothing beyond endDate.
 */
export function expectedRuns(facts: readonly Fact[]): Expected[] {
  const made: Expected[] = [];
  let stored: Expected | null = null;
  let version: OracleVersion | null = null;
  for (const fact of facts) {
    if (fact.kind !== 'looked' || version === null) {
      stored = null;
      if (fact.kind === 'version') version = fact.version;
      continue;
    }
    for (let count = 0; ; count += 1) {
      const last = made.at(-1) ?? null;
      const waited = stored !== null && stored.runAfter <= fact.now;
      if (version.continuous && last !== null && waited) stored = null;
      stored ??= nextOf(version, last, fact.now, version.continuous && waited);
      if (stored === null || stored.runAfter > fact.now || count >= Math.min(fact.room, fact.atMost)) break;
      made.push(stored);
      stored = null;
    }
  }
  return made;
}

/** A continuous run lies at least 1 ms after the last, so that no two have one logical date. */
function nextOf(version: OracleVersion, last: Expected | null, now: number, hasWaited: boolean): Expected | null {
  const { rule, bounds, continuous, delay } = version;
  const asked = continuous && last !== null ? Math.max(now, last.end + 1) : now;
  const isPoint = last !== null && last.start === last.end;
  let next = rule(continuous && isPoint ? { ...last, end: last.end + 1 } : last, asked, bounds);
  while (next !== null && last !== null && next.logicalDate <= last.start) next = rule(next, asked, bounds);
  if (next === null || (bounds.endDate !== null && next.logicalDate > bounds.endDate)) return null;
  const runAfter = next.runAfter + delay(next.logicalDate);
  return { ...next, runAfter: hasWaited ? Math.min(runAfter, now) : runAfter };
}
