import { fail } from '../values/failure.js';
import { ALLOCATION_FACTOR, type Budget, type TemplateLimits } from './limits.js';

export function createBudget(limits: TemplateLimits): Budget {
  let steps = 0;
  let allocated = 0;
  let depth = 0;
  return {
    limits,
    step(count = 1) {
      steps += count;
      if (steps > limits.steps)
        fail(`the template takes more than ${limits.steps} steps; is there a loop without end?`);
    },
    text(length) {
      allocated += length;
      if (length > limits.output) fail(`the template makes a text of more than ${limits.output} characters`);
      if (allocated > limits.output * ALLOCATION_FACTOR) fail('the template makes too much text on the way');
    },
    enter() {
      depth += 1;
      if (depth > limits.nesting) fail(`the template is nested deeper than ${limits.nesting} levels`);
    },
    leave() {
      depth -= 1;
    },
  };
}
