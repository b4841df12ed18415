import { describe, expect, it } from 'vitest';
import { ended, planOf, Scenario } from '../../../test/support/run-builder.js';

describe('a try that succeeded without running', () => {
  it('says in its event where the result came from, and lets go on what is below', () => {
    const run = new Scenario(planOf({ a: [], b: ['a'] }));
    run.when();
    const from = { kind: 'target' as const, target: 'file x' };
    expect(run.when(ended('a', { kind: 'SUCCESS', from }))).toEqual(['TaskSucceeded a', 'TaskQueued b']);
    expect(run.stream.at(-2)?.payload).toEqual({ tryNumber: 1, from });
  });
});
