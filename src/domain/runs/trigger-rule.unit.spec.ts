import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluateTriggerRule, TRIGGER_RULES, type TriggerRule } from './trigger-rule.js';

interface RuleCase {
  id: string;
  rule: TriggerRule;
  upstream: number;
  upstream_setups: number;
  states: Record<
    'success' | 'skipped' | 'failed' | 'upstream_failed' | 'removed' | 'done' | 'success_setup' | 'skipped_setup',
    number
  >;
  flag: boolean;
  expect: { passed: boolean; state: string | null };
  map_index?: number;
  stage?: string;
  setup_counts_shared?: boolean;
  wait_for_past_depends_before_skipping?: boolean;
}
const { rule_cases: cases } = JSON.parse(readFileSync('test/conformance/cases/task-dependencies.json', 'utf8')) as {
  rule_cases: RuleCase[];
};

const known = (rule: string): boolean => (TRIGGER_RULES as readonly string[]).includes(rule);

/** Cases of the rule alone: setup constraint and past dependencies are stages before it. */
const ofTheRule = cases.filter(
  (c) =>
    known(c.rule) &&
    c.stage === undefined &&
    c.setup_counts_shared === undefined &&
    c.wait_for_past_depends_before_skipping === undefined,
);

describe('trigger rules, by the case tables of Airflow', () => {
  it('covers every rule', () => {
    expect(new Set(ofTheRule.map((c) => c.rule)).size).toBe(TRIGGER_RULES.length);
    expect(ofTheRule.length).toBeGreaterThan(80);
  });

  it.each(ofTheRule.map((c) => [c.id, c] as const))('%s', (_id, c) => {
    const { success, skipped, failed, upstream_failed, removed, done, success_setup, skipped_setup } = c.states;
    const counts = {
      upstream: c.upstream,
      setups: c.upstream_setups,
      success,
      skipped,
      failed,
      upstreamFailed: upstream_failed,
      removed,
      done,
      successSetup: success_setup,
      skippedSetup: skipped_setup,
    };
    const verdict = evaluateTriggerRule(c.rule, counts, c.map_index ?? null);
    expect({ passed: verdict.passed, state: c.flag ? verdict.writes : null }).toEqual({
      passed: c.expect.passed,
      state: c.expect.state,
    });
  });
});
