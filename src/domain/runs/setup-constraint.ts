import type { RuleVerdict, UpstreamCounts } from './trigger-rule.js';

/**
 * The stage before the trigger rule (airflow-semantics §1.3): a task that is no teardown waits until all setups that stand above it, but not
 * directly, have succeeded; one that failed or was skipped decides at once, without waiting for the others.
 * @param setups counts over those setups
 * @param mapIndex of a mapped task: setups that were removed are then forgiven, and what lies beyond those that succeeded is removed, too; else null
 */
export function judgeSetups(setups: UpstreamCounts, mapIndex: number | null): RuleVerdict {
  const forgiven = mapIndex === null ? 0 : setups.removed;
  return { writes: written(setups, mapIndex), passed: setups.upstream - setups.success - forgiven <= 0 };
}

function written({ failed, upstreamFailed, skipped, removed, success }: UpstreamCounts, mapIndex: number | null) {
  if (failed + upstreamFailed > 0) return 'upstream_failed';
  if (skipped > 0) return 'skipped';
  return mapIndex !== null && removed > 0 && mapIndex >= success ? 'removed' : null;
}
