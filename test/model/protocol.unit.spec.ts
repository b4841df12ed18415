import { afterAll, describe, expect, it } from 'vitest';
import { type Explored, explore } from './explore.js';
import { FAULTS } from './faults.js';
import { MUTANTS } from './mutants.js';
import { RULES, type RuleName } from './rules.js';
import { SCENARIOS } from './scenarios.js';

/** A busy machine is slow; by itself the whole file takes half a minute. */
const PATIENCE_MS = 300_000;

describe('the protocol of tickets, leases, epochs, controls and turns', () => {
  const explored: Explored[] = [];
  afterAll(() => console.info(report(explored)));

  it.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    'holds in every state of: %s',
    (_, scenario) => {
      const found = explore(scenario);
      explored.push(found);
      expect(found.broken).toBeNull();
    },
    PATIENCE_MS,
  );

  it('explores something, and every fault somewhere', () => {
    expect(explored.length).toBe(SCENARIOS.length);
    expect(Math.min(...explored.map((found) => found.states))).toBeGreaterThan(500);
    expect(new Set(SCENARIOS.flatMap((scenario) => scenario.kinds))).toEqual(new Set(FAULTS));
    const names = new Set(explored.flatMap((found) => [...found.names]));
    for (const name of [
      'claim',
      'recordTurn',
      'begin',
      'finish',
      'postpone',
      'wakeTicket',
      'settleUnbegun',
      'renewLease',
      'markEnded:',
      'endLease',
      'reconcile:',
      'requestControl',
    ])
      expect(names, name).toContain(name);
  });
});

describe('a broken variant of the protocol is caught', () => {
  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
    '%s',
    (_, { without, scenario, breaks }) => {
      const rules = { ...RULES };
      for (const rule of without) rules[rule] = false;
      const { broken } = explore(scenario, rules);
      expect(broken?.law).toBe(breaks);
      // the same scenario with all rules is sound: it is the missing rule that is caught
      expect(explore(scenario).broken).toBeNull();
    },
    PATIENCE_MS,
  );

  it('there is one for every rule', () => {
    const broken = new Set<RuleName>(MUTANTS.flatMap((mutant) => mutant.without));
    expect([...broken].sort()).toEqual(Object.keys(RULES).sort());
  });
});

function report(explored: readonly Explored[]): string {
  const lines = explored.map(
    ({ scenario, states, transitions }) => `${scenario}: ${states} states, ${transitions} transitions`,
  );
  const sum = explored.reduce((total, { states }) => total + states, 0);
  return [...lines, `protocol model: ${sum} states`].join('\n');
}
