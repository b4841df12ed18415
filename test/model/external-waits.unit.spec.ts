import { describe, expect, it } from 'vitest';
import { EXTERNAL_RULES, exploreExternal, type ExternalRules } from './external-waits.js';

const RULES = Object.keys(EXTERNAL_RULES) as (keyof ExternalRules)[];

describe('a try that waits for another run', () => {
  it('hears of its end in every interleaving of poke, creation and turns', () => {
    const { bad, states } = exploreExternal(EXTERNAL_RULES);
    expect(bad).toBeNull();
    expect(states).toBeGreaterThan(30);
  });

  it.each(RULES)('would sleep for ever in some without the rule %s', (rule) => {
    expect(exploreExternal({ ...EXTERNAL_RULES, [rule]: false }).bad).not.toBeNull();
  });
});
