import { areMappedTogether, entriesOf, type Instance, instanceKey } from './instances.js';
import type { PlanIndex } from './plan-index.js';
import type { RunState, TaskEntry } from './run-state.js';
import type { UpstreamCounts } from './trigger-rule.js';

/** Instances of one task, by what they have come to. */
export interface Tally {
  all: number;
  success: number;
  skipped: number;
  failed: number;
  upstreamFailed: number;
  removed: number;
}

export function tallyOf(entries: readonly TaskEntry[]): Tally {
  const tally = { all: entries.length, success: 0, skipped: 0, failed: 0, upstreamFailed: 0, removed: 0 };
  for (const { state } of entries) {
    if (state === 'success') tally.success += 1;
    if (state === 'skipped') tally.skipped += 1;
    if (state === 'failed') tally.failed += 1;
    if (state === 'upstream_failed') tally.upstreamFailed += 1;
    if (state === 'removed') tally.removed += 1;
  }
  return tally;
}

/** Tallies of whole tasks; whoever judges many instances in a turn keeps them. */
export type Tallies = (position: number) => Tally;

/** Counts the finished direct upstream task instances of one instance. */
export function countUpstream(
  index: PlanIndex,
  state: RunState,
  at: Instance,
  tallies: Tallies = (position) => tallyOf(entriesOf(state, position)),
): UpstreamCounts {
  const edges = state.edges?.[instanceKey(at)];
  return countOver(index, state, at, {
    sources: index.upstream[at.position] ?? [],
    tallies,
    taken: (source) => isTaken(index, at.position, source, edges),
  });
}

/** Counts over the setups that stand above an instance, but not directly. */
export const countSetups = (index: PlanIndex, state: RunState, at: Instance, tallies?: Tallies): UpstreamCounts =>
  countOver(index, state, at, {
    sources: index.setups[at.position] ?? [],
    tallies: tallies ?? ((position) => tallyOf(entriesOf(state, position))),
    taken: () => true,
  });

/** null: the condition of the edge has not been evaluated. */
function isTaken(
  index: PlanIndex,
  position: number,
  source: number,
  edges: Record<string, boolean> | undefined,
): boolean | null {
  const id = index.plan.tasks[source]?.id ?? '';
  if (index.plan.tasks[position]?.conditional?.includes(id) !== true) return true;
  return edges?.[source] ?? null;
}

interface Sources {
  sources: readonly number[];
  tallies: Tallies;
  taken(source: number): boolean | null;
}

function countOver(index: PlanIndex, state: RunState, at: Instance, { sources, tallies, taken }: Sources) {
  const counts = noCounts();
  for (const source of sources) {
    const tally = relevant(index, state, at, source, tallies);
    add(counts, throughEdge(tally, taken(source)), index.plan.tasks[source]?.setup === true);
  }
  return counts;
}

/** Instance i of a task in a mapped group looks at instance i of the others in it (airflow-semantics §1.3). */
export function relevant(index: PlanIndex, state: RunState, at: Instance, source: number, tallies: Tallies): Tally {
  const mapped = state.mapped?.[source];
  if (mapped === undefined) return tallies(source);
  if (at.mapIndex < 0 || !areMappedTogether(index, at.position, source)) return withoutRemoved(tallies(source));
  const entry = mapped[at.mapIndex];
  return tallyOf(entry === undefined ? [] : [entry]);
}

/**
 * Items that a re-run of the source did not bring again are nobody's upstream any more: under some rules a task would wait for them for ever, under
 * others a mapped one would lose instances before its own items are known. Which instances it has is told by its items alone.
 */
const withoutRemoved = (tally: Tally): Tally => ({ ...tally, all: tally.all - tally.removed, removed: 0 });

/** A condition that does not hold makes a skipped upstream of one that succeeded; before it is known, nothing has finished. */
function throughEdge(tally: Tally, taken: boolean | null): Tally {
  if (taken === true) return tally;
  return taken === null ? { ...tally, success: 0 } : { ...tally, success: 0, skipped: tally.skipped + tally.success };
}

function add(counts: UpstreamCounts, tally: Tally, setup: boolean): void {
  counts.upstream += tally.all;
  counts.success += tally.success;
  counts.skipped += tally.skipped;
  counts.failed += tally.failed;
  counts.upstreamFailed += tally.upstreamFailed;
  counts.removed += tally.removed;
  counts.done += tally.success + tally.skipped + tally.failed + tally.upstreamFailed + tally.removed;
  if (!setup) return;
  counts.setups += tally.all;
  counts.successSetup += tally.success;
  counts.skippedSetup += tally.skipped;
}

const noCounts = (): UpstreamCounts => ({
  upstream: 0,
  setups: 0,
  success: 0,
  skipped: 0,
  failed: 0,
  upstreamFailed: 0,
  removed: 0,
  done: 0,
  successSetup: 0,
  skippedSetup: 0,
});
