export const TRIGGER_RULES = [
  'all_success',
  'all_failed',
  'all_done',
  'all_done_min_one_success',
  'all_skipped',
  'one_success',
  'one_failed',
  'one_done',
  'none_failed',
  'none_failed_min_one_success',
  'none_skipped',
  'always',
  'all_done_setup_success',
] as const;
export type TriggerRule = (typeof TRIGGER_RULES)[number];

/** Counts over the finished direct upstream task instances; `upstream` counts all of them, `setups` those that are setups. */
export interface UpstreamCounts {
  upstream: number;
  setups: number;
  success: number;
  skipped: number;
  failed: number;
  upstreamFailed: number;
  removed: number;
  done: number;
  successSetup: number;
  skippedSetup: number;
}

/** `writes`: the state that the task gets instead of running, null for none. `passed`: the rule holds. */
export interface RuleVerdict {
  writes: 'skipped' | 'upstream_failed' | 'removed' | null;
  passed: boolean;
}

/**
 * The table of airflow-semantics §1.3. The written state is judged first; a task that is written a state never runs, whether the rule passed or not.
 * @param mapIndex of a mapped task: removed upstreams are then forgiven where the table says so; null for a task that is not mapped
 */
export function evaluateTriggerRule(rule: TriggerRule, counts: UpstreamCounts, mapIndex: number | null): RuleVerdict {
  const { writes, passes } = RULES[rule];
  return { writes: writes(counts, mapIndex), passed: passes(counts, mapIndex === null ? 0 : counts.removed) };
}

interface Rule {
  writes(counts: UpstreamCounts, mapIndex: number | null): RuleVerdict['writes'];
  /** @param forgiven removed upstreams that count as satisfied */
  passes(counts: UpstreamCounts, forgiven: number): boolean;
}

const when = <S extends string>(holds: boolean, state: S): S | null => (holds ? state : null);
const bad = (c: UpstreamCounts): number => c.failed + c.upstreamFailed;
const done = (c: UpstreamCounts): boolean => c.done >= c.upstream;
const never = (): null => null;

const RULES: Record<TriggerRule, Rule> = {
  all_success: {
    writes: (c, mapIndex) =>
      when(bad(c) > 0, 'upstream_failed') ??
      when(c.skipped > 0, 'skipped') ??
      when(mapIndex !== null && c.removed > 0 && mapIndex >= c.success, 'removed'),
    passes: (c, forgiven) => c.upstream - c.success - forgiven <= 0,
  },
  all_failed: {
    writes: (c) => when(c.success + c.skipped > 0, 'skipped'),
    passes: (c, forgiven) => c.upstream - bad(c) - forgiven <= 0,
  },
  all_done: { writes: never, passes: done },
  all_done_min_one_success: {
    writes: (c) =>
      when(c.skipped > 0, 'skipped') ?? when(c.success === 0 && bad(c) + c.removed >= c.upstream, 'upstream_failed'),
    passes: (c) => done(c) && c.skipped === 0 && c.success > 0,
  },
  all_skipped: {
    writes: (c) => when(c.success + bad(c) > 0, 'skipped'),
    passes: (c) => c.upstream - c.skipped <= 0,
  },
  one_success: {
    writes: (c) =>
      when(done(c) && c.skipped === c.done, 'skipped') ?? when(done(c) && c.success === 0, 'upstream_failed'),
    passes: (c) => c.success > 0,
  },
  one_failed: { writes: (c) => when(done(c) && bad(c) === 0, 'skipped'), passes: (c) => bad(c) > 0 },
  one_done: {
    writes: (c) => when(done(c) && c.success + c.failed === 0, 'skipped'),
    passes: (c) => c.success + c.failed > 0,
  },
  none_failed: {
    writes: (c) => when(bad(c) > 0, 'upstream_failed'),
    passes: (c, forgiven) => c.upstream - c.success - c.skipped - forgiven <= 0,
  },
  none_failed_min_one_success: {
    writes: (c) => when(bad(c) > 0, 'upstream_failed') ?? when(c.skipped === c.upstream, 'skipped'),
    passes: (c, forgiven) => c.upstream - c.success - c.skipped - forgiven <= 0,
  },
  none_skipped: { writes: (c) => when(c.skipped > 0, 'skipped'), passes: (c) => done(c) && c.skipped === 0 },
  always: { writes: never, passes: () => true },
  all_done_setup_success: {
    writes: (c) => {
      if (!done(c) || c.setups === 0) return null;
      return when(c.skippedSetup === c.setups, 'skipped') ?? when(c.successSetup === 0, 'upstream_failed');
    },
    passes: (c) => done(c) && (c.setups === 0 || c.successSetup > 0),
  },
};
