import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choiceOf, judgeChoices, mayDecide, verdictOf } from './index.js';

describe('a choice as authors write it', () => {
  it('is completed: the label from the id, success, and reject skips what stands below', () => {
    expect(choiceOf('approve')).toEqual({ id: 'approve', label: 'Approve', outcome: 'success', follow: null });
    expect(choiceOf('reject')).toMatchObject({ outcome: 'skip' });
    expect(choiceOf({ id: 'reject', outcome: 'fail', label: 'No' })).toMatchObject({ outcome: 'fail', label: 'No' });
    expect(choiceOf({ id: 'full_load', follow: ['load'] })).toMatchObject({ label: 'Full load', follow: ['load'] });
  });
});

describe('judgeChoices', () => {
  const choices = ['a', 'b'].map(choiceOf);
  it.each([
    [false, [], 'nothing is chosen: choose one of a, b'],
    [false, ['c'], 'there is no choice "c": choose one of a, b'],
    [false, ['a', 'b'], 'only one may be chosen: choose one of a, b'],
    [true, ['a', 'a'], 'a choice is named twice'],
    [true, ['a', 'b'], null],
    [false, ['b'], null],
  ])('multiple %s, chosen %j: %s', (multiple, chosen, wrong) => {
    expect(judgeChoices({ choices, multiple }, chosen)).toBe(wrong);
  });
});

describe('verdictOf', () => {
  const choices = [
    choiceOf('ok'),
    choiceOf({ id: 'no', outcome: 'fail' }),
    choiceOf('reject'),
    choiceOf({ id: 'full', follow: ['load', 'check'] }),
    choiceOf({ id: 'part', follow: ['sample', 'check'] }),
  ];
  it('follows the chosen branches together; a choice without one goes on with everything', () => {
    expect(verdictOf(choices, ['full', 'part'])).toEqual({
      kind: 'success',
      follow: { kind: 'branch', chosen: ['load', 'check', 'sample'] },
    });
    expect(verdictOf(choices, ['ok'])).toEqual({ kind: 'success', follow: null });
    expect(verdictOf(choices, ['ok', 'part'])).toEqual({ kind: 'success', follow: null });
  });
  it('fails whatever else was chosen, and else skips whatever else was chosen', () => {
    const ids = fc.subarray(
      choices.map(({ id }) => id),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(ids, (chosen) => {
        const verdict = verdictOf(choices, chosen);
        if (chosen.includes('no')) return verdict.kind === 'fail';
        const skips = verdict.kind === 'success' && verdict.follow?.kind === 'shortCircuit';
        return skips === chosen.includes('reject');
      }),
    );
  });
});

describe('mayDecide', () => {
  const ann = { id: 't-1', name: 'ann', permissions: ['READ', 'AUDIT'] };
  it.each([
    [ann, [], false],
    [{ ...ann, permissions: ['RUN'] }, [], true],
    [{ ...ann, permissions: ['ADMIN'] }, [], true],
    [ann, ['ann'], true],
    [ann, ['t-1'], true],
    [ann, ['AUDIT'], true],
    [ann, ['bob', 'WRITE'], false],
    [{ ...ann, permissions: ['ADMIN'] }, ['bob'], false],
  ])('%j of %j: %s', (decider, assignees, may) => expect(mayDecide(decider, assignees)).toBe(may));
});
