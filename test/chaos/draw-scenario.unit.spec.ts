import { describe, expect, it } from 'vitest';
import { drawScenario } from './draw-scenario.js';
import { FAULTS } from './faults.js';
import { SCENARIOS } from './scenarios.js';
import { WORKS } from './works.js';

describe('the scenarios of the crash test', () => {
  it('are at least thirty, each with a name of its own', () => {
    expect(SCENARIOS.length).toBeGreaterThanOrEqual(30);
    expect(new Set(SCENARIOS.map((scenario) => scenario.name)).size).toBe(SCENARIOS.length);
  });

  it('follow from their seed alone, instants included', () => {
    for (const seed of [1, 2, 20_260_101_000]) {
      const [one, other] = [drawScenario(seed), drawScenario(seed)];
      expect(one.scenario.name).toBe(other.scenario.name);
      expect([one.random(), one.random()]).toEqual([other.random(), other.random()]);
    }
  });

  it('of neighbouring seeds are different, and many of them have every work and every fault', () => {
    const names = Array.from({ length: 600 }, (_, seed) => drawScenario(seed).scenario.name);
    expect(new Set(names).size).toBeGreaterThan(200);
    for (const { name } of [...WORKS, ...FAULTS]) expect(names.filter((each) => each.includes(name))).not.toEqual([]);
  });
});
