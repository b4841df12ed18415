import { judgeSetups } from '../../../src/domain/runs/setup-constraint.js';
import {
  evaluateTriggerRule,
  TRIGGER_RULES,
  type TriggerRule,
  type UpstreamCounts,
} from '../../../src/domain/runs/trigger-rule.js';
import { type Group, listUnder } from '../group.js';

interface RuleCase {
  id: string;
  rule: TriggerRule;
  upstream: number;
  upstream_setups: number;
  states: Record<
    'success' | 'skipped' | 'failed' | 'upstream_failed' | 'removed' | 'done' | 'success_setup' | 'skipped_setup',
    number
  >;
  /** The pass that may write a state. */
  flag: boolean;
  expect: { passed: boolean; state: string | null };
  map_index?: number;
  stage?: 'setup_constraint';
  /** The counts are those of the setup constraint, too. */
  setup_counts_shared?: boolean;
  wait_for_past_depends_before_skipping?: boolean;
  past_depends_met?: boolean;
}

export const rules: Group<RuleCase> = {
  name: 'rule_cases',
  cases: listUnder('rule_cases'),
  compare: (c) => {
    const counts = countsOf(c);
    const mapIndex = c.map_index ?? null;
    // a rule that nobody knows never passes in Airflow; here no DAG that names one is registered
    const known = (TRIGGER_RULES as readonly string[]).includes(c.rule);
    const verdict = known ? evaluateTriggerRule(c.rule, counts, mapIndex) : { writes: null, passed: false };
    const hasSetups = c.stage === 'setup_constraint' || c.setup_counts_shared === true;
    const state = (hasSetups ? judgeSetups(counts, mapIndex).writes : null) ?? verdict.writes;
    const held = state === 'skipped' && c.wait_for_past_depends_before_skipping === true && !c.past_depends_met;
    return {
      id: c.id,
      expected: { passed: c.expect.passed, state: c.expect.state },
      actual: { passed: verdict.passed, state: c.flag && !held ? state : null },
    };
  },
};

const countsOf = ({ upstream, upstream_setups, states }: RuleCase): UpstreamCounts => ({
  upstream,
  setups: upstream_setups,
  success: states.success,
  skipped: states.skipped,
  failed: states.failed,
  upstreamFailed: states.upstream_failed,
  removed: states.removed,
  done: states.done,
  successSetup: states.success_setup,
  skippedSetup: states.skipped_setup,
});
