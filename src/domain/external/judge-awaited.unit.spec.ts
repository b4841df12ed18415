import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeAwaited } from './judge-awaited.js';

const rules = { allowedStates: ['success'], failedStates: ['failed'], skippedStates: ['skipped'] };
const part = (name: string, ...states: string[]) => ({ name, states });

describe('what a wait for another run comes to', () => {
  it('is met when every instance of every part is in an allowed state', () => {
    expect(judgeAwaited(rules, [part('a', 'success'), part('b', 'success', 'success')])).toEqual({ kind: 'met' });
    expect(
      judgeAwaited({ ...rules, allowedStates: ['success', 'upstream_failed'] }, [part('a', 'upstream_failed')]),
    ).toEqual({ kind: 'met' });
  });

  it('waits for what is not there, is under way, or has ended in a state that nobody named', () => {
    for (const states of [[], ['running'], ['success', 'none'], ['upstream_failed']]) {
      expect(judgeAwaited(rules, [part('a', 'success'), part('b', ...states)])).toEqual({
        kind: 'waiting',
        parts: [part('b', ...states)],
      });
    }
  });

  it('takes a failed state for no end unless it is named', () => {
    expect(judgeAwaited({ ...rules, failedStates: [] }, [part('a', 'failed')])).toMatchObject({ kind: 'waiting' });
    expect(judgeAwaited(rules, [part('a', 'running'), part('b', 'success', 'failed')])).toEqual({
      kind: 'failed',
      parts: [part('b', 'success', 'failed')],
    });
  });

  it('fails before it skips, and skips before it is met', () => {
    const state = fc.constantFrom('success', 'failed', 'skipped', 'running');
    fc.assert(
      fc.property(fc.array(fc.array(state), { minLength: 1 }), (all) => {
        const flat = all.flat();
        const expected = flat.includes('failed')
          ? 'failed'
          : flat.includes('skipped')
            ? 'skipped'
            : all.some((states) => states.length === 0) || flat.includes('running')
              ? 'waiting'
              : 'met';
        expect(
          judgeAwaited(
            rules,
            all.map((states, i) => part(`${i}`, ...states)),
          ).kind,
        ).toBe(expected);
      }),
    );
  });
});
