import { FAULTS } from './faults.js';
import { drawn, randomOf } from './random.js';
import type { Scenario } from './scenario.js';
import { SCENARIOS } from './scenarios.js';
import { under } from './under.js';
import { WORKS } from './works.js';

/** Those that need no start of their own. */
const SHARED = SCENARIOS.filter((scenario) => scenario.env === undefined);

export interface DrawnScenario {
  scenario: Scenario;
  random: () => number;
}

/**
 * One scenario, wholly by its seed: one of the normal tests, or one or two works under one or two faults.
 * @param only of the works that come first, those whose names contain it; then none of the normal tests
 */
export function drawScenario(seed: number, only = ''): DrawnScenario {
  const random = randomOf(seed);
  if (random() < 0.3 && only === '') return { scenario: drawn(random, SHARED), random };
  const first = drawn(
    random,
    WORKS.filter(({ name }) => name.includes(only)),
  );
  const works = random() < 0.5 ? [first] : [first, drawn(random, WORKS)];
  const fault = drawn(random, FAULTS);
  const faults = random() < 0.6 ? [fault] : [fault, drawn(random, FAULTS)];
  return { scenario: under([...new Set(works)], faults, 5_000), random };
}
