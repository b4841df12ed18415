import type { PlanIndex } from './plan-index.js';
import type { RunState } from './run-state.js';
import { isFinished } from './task-state.js';
import type { UpstreamCounts } from './trigger-rule.js';

/** Counts the finished direct upstream task instances of one task. */
export function countUpstream(index: PlanIndex, state: RunState, position: number): UpstreamCounts {
  const counts = {
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
  };
  for (const source of index.upstream[position] ?? []) {
    const above = state.tasks[source]?.state ?? 'none';
    const setup = index.plan.tasks[source]?.setup === true;
    counts.upstream += 1;
    if (setup) counts.setups += 1;
    if (isFinished(above)) counts.done += 1;
    if (above === 'success') counts.success += 1;
    if (above === 'skipped') counts.skipped += 1;
    if (above === 'failed') counts.failed += 1;
    if (above === 'upstream_failed') counts.upstreamFailed += 1;
    if (above === 'removed') counts.removed += 1;
    if (setup && above === 'success') counts.successSetup += 1;
    if (setup && above === 'skipped') counts.skippedSetup += 1;
  }
  return counts;
}
