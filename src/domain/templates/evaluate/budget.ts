import { fail } from '../values/failure.js';
import { ALLOCATION_FACTOR, type TemplateLimits } from './limits.js';

/** Counts what one evaluation uses and ends it at the limits. */
export interface Budget {
  readonly limits: TemplateLimits;
  /** Charges work: one node, or the elements of a list that are about to be touched. */
  step(count?: number): void;
  /** Charges a string before it is made. */
  text(length: number): void;
  enter(): void;
  leave(): void;
}

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
