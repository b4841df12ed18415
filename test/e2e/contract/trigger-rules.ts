import { describe, expect, it } from 'vitest';
import { statesOf } from '../support/api.js';
import { bash } from '../support/bash-task.js';
import type { Here } from '../support/here.js';

/** Upstreams by letter. They end in this order, so that no rule sees them otherwise: Success, Failed, Upstream failed, sKipped. */
const UPSTREAM = { S: 'good', F: 'bad', U: 'blocked', K: 'skips' } as const;
const COMBINATIONS = ['S', 'F', 'K', 'U', 'SF', 'SK', 'FK', 'SFK'];
const STATE: Record<string, string> = { S: 'SUCCESS', K: 'SKIPPED', U: 'UPSTREAM_FAILED' };

/** Airflow's rules: what becomes of a task below each of the combinations, in their order. */
const RULES: Record<string, string> = {
  all_success: 'SUKUUKUU',
  all_failed: 'KSKSKKKK',
  all_done: 'SSSSSSSS',
  all_done_min_one_success: 'SUKUSKKK',
  all_skipped: 'KKSKKKKK',
  one_success: 'SUKUSSUS',
  one_failed: 'KSKSSKSS',
  one_done: 'SSKKSSSS',
  none_failed: 'SUSUUSUU',
  none_failed_min_one_success: 'SUKUUSUU',
  none_skipped: 'SSKSSKKK',
  always: 'SSSSSSSS',
};

export function triggerRules(here: Here): void {
  describe('trigger rules', () => {
    it('each, below every mix of outcomes, as in Airflow', async () => {
      const below = Object.keys(RULES).flatMap((triggerRule) =>
        COMBINATIONS.map((letters) => {
          const upstream = [...letters].map((letter) => UPSTREAM[letter as keyof typeof UPSTREAM]);
          return [`${triggerRule}-${letters}`, { type: 'empty', upstream, triggerRule }] as const;
        }),
      );
      const run = await here.api.run(here.name('rules'), {
        good: { type: 'empty' },
        bad: bash('exit 1'),
        blocked: { type: 'empty', upstream: ['bad'] },
        skips: bash('exit 99', { upstream: ['bad'], triggerRule: 'all_done' }),
        ...Object.fromEntries(below),
      });
      const states = statesOf(run);
      const found = Object.keys(RULES).map((rule) => [
        rule,
        COMBINATIONS.map((letters) => states[`${rule}-${letters}`]),
      ]);
      const expected = Object.entries(RULES).map(([rule, letters]) => [
        rule,
        [...letters].map((letter) => STATE[letter]),
      ]);
      expect(found).toEqual(expected);
    });

    it('the rule of teardowns is for teardowns only', async () => {
      const tasks = {
        a: { type: 'empty' },
        b: { type: 'empty', upstream: ['a'], triggerRule: 'all_done_setup_success' },
      };
      expect(await here.api.register({ spec: { id: here.name('teardown'), tasks } })).toMatchObject({
        __typename: 'InvalidDag',
        issues: [{ code: 'BAD_TRIGGER_RULE', path: 'tasks.b.triggerRule' }],
      });
    });
  });
}
