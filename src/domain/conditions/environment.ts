import { Environment } from '@marcbachmann/cel-js';
import { MAP_VARIABLE, MATCHES, STEP } from './rewrite-condition.js';
import { safeMatches } from './safe-matches.js';

/** The names that a condition may read; the caller supplies those that have a value where it stands. */
export const CONDITION_NAMES = ['xcom', 'params', 'conf', 'dagRun', 'map', 'row', 'status', 'body'] as const;

export const MAX_STEPS = 1_000_000;

/** Passes of comprehensions in the evaluation that runs now; evaluation is synchronous, so there is only one. */
const passes = { left: MAX_STEPS };
export const resetSteps = (): void => {
  passes.left = MAX_STEPS;
};

function step(value: unknown): unknown {
  passes.left -= 1;
  if (passes.left < 0) throw new Error(`the condition takes more than ${MAX_STEPS} steps`);
  return value;
}

const OPERATIONS: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
};

/** JSON does not tell 2.0 from 2: int and double mix in arithmetic, where CEL would refuse. */
function createEnvironment(): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: false,
    homogeneousAggregateLiterals: false,
    limits: { maxAstNodes: 5000, maxDepth: 100 },
  });
  for (const name of CONDITION_NAMES) environment.registerVariable(name === 'map' ? MAP_VARIABLE : name, 'dyn');
  for (const [operator, apply] of Object.entries(OPERATIONS)) {
    const mixed = (left: unknown, right: unknown) => apply(Number(left), Number(right));
    environment.registerOperator(`int ${operator} double`, mixed);
    environment.registerOperator(`double ${operator} int`, mixed);
  }
  environment.registerFunction(`${STEP}(dyn): dyn`, step);
  environment.registerFunction(`string.${MATCHES}(string): bool`, safeMatches);
  return environment;
}

export const environment = createEnvironment();
