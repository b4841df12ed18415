import { describe, expect, it } from 'vitest';
import { explain, lastOf, started, TICKET } from '../../../../test/support/explained.js';
import { ALICE, control, ended, failed, succeeded } from '../../../../test/support/run-builder.js';
import type { Outcome } from '../outcome.js';
import type { Known, LastEvent } from './explanation.js';

describe('how a task instance ended', () => {
  const success = started({ a: { retries: 1 } });
  success.when(succeeded('a'));
  it.each<[Partial<Known>, string, string]>([
    [{}, 'SUCCEEDED', 'succeeded in try 1 of 2'],
    [
      { ticket: { ...TICKET, from: { kind: 'cache', dagRunId: 'r1', mapIndex: -1, tryNumber: 2 } } },
      'NOT_RUN',
      'succeeded in try 1 of 2 without running: the result was in the cache, from try 2 in run r1',
    ],
    [
      { ticket: { ...TICKET, from: { kind: 'target', target: 'file x' } } },
      'NOT_RUN',
      'succeeded in try 1 of 2 without running: its target exists (file x)',
    ],
    [{ last: { actor: ALICE, reason: 'seen it', byHand: true } }, 'BY_HAND', 'set to success, by Alice: seen it'],
  ])('success, given %j', (known, reason, summary) => {
    expect(explain(success, 'a', known)).toMatchObject({ reason, summary });
  });

  it('a task that does nothing succeeds without a try', () => {
    const run = started({ a: { empty: true }, b: ['a'] });
    expect(explain(run, 'a').summary).toBe('succeeded without a try');
  });

  const bad = started({ a: { retries: 1 } });
  bad.when(failed('a', 1, false));
  const error = {
    type: 'Timeout',
    message: 'the attempt took longer than its execution timeout of 3 s',
    retryable: true,
  };
  it.each<[Partial<LastEvent>, string]>([
    [
      { outcome: 'FAILED', error: { type: 'Bad', message: 'no', retryable: false } },
      'failed in try 1 of 2: Bad: no; the error is not to be retried',
    ],
    [
      { outcome: 'TIMED_OUT', error },
      'failed in try 1 of 2, timed out: Timeout: the attempt took longer than its execution timeout of 3 s; the error is not to be retried',
    ],
    [
      { outcome: 'LOST', error: { type: 'Lost', message: 'five times', retryable: true } },
      'failed in try 1 of 2, lost with its workers: Lost: five times; the error is not to be retried',
    ],
    [
      {
        outcome: 'CANCELLED',
        settles: 'CANCELLED',
        error: { type: 'Cancelled', message: 'failFast: b has failed', retryable: false },
      },
      'failed in try 1 of 2, stopped: Cancelled: failFast: b has failed',
    ],
  ])('failed, given %j', (last, summary) => {
    expect(explain(bad, 'a', { last: lastOf(last) })).toMatchObject({ reason: 'FAILED', summary });
  });

  it('a person ended it', () => {
    const run = started({ a: [] });
    run.when(control(1, { kind: 'setRunState', state: 'failed' }));
    const last = { actor: ALICE, reason: 'because', settles: 'CANCELLED', outcome: 'CANCELLED' as const };
    expect(explain(run, 'a', { last }).summary).toBe('failed in try 1 of 1, by Alice: because');
  });

  it('its rule can never hold any more', () => {
    const run = started({ a: [], b: [], c: ['a', 'b'], d: [] });
    run.when(failed('a'));
    expect(explain(run, 'c', { last: lastOf({ cause: 'trigger rule all_success' }) })).toMatchObject({
      reason: 'UPSTREAM_FAILED',
      summary: 'the rule all_success can no longer hold: a did not succeed',
      blockedBy: ['a'],
    });
  });

  it('its setup failed', () => {
    const run = started({ make: { setup: true }, work: ['make'], more: ['work'] });
    run.when(failed('make'));
    const last = lastOf({ cause: 'its setup did not succeed' });
    expect(explain(run, 'more', { last }).summary).toBe('its setup did not succeed: the task can no longer run');
  });

  it.each<[string, Outcome, string | undefined, string]>([
    ['the rule', { kind: 'SKIPPED', reason: 'no' }, undefined, 'skipped: the rule all_success skipped it over a'],
    [
      'a branch',
      { kind: 'SUCCESS', follow: { kind: 'branch', chosen: ['c'] } },
      'not chosen by a',
      'skipped: not chosen by a',
    ],
  ])('%s passed it over', (_what, outcome, cause, summary) => {
    const run = started({ a: [], b: ['a'], c: ['a'], d: [] });
    run.when(ended('a', outcome));
    expect(run.stateOf('b')).toBe('skipped');
    const last = lastOf(cause === undefined ? { cause: 'trigger rule all_success' } : { cause });
    expect(explain(run, 'b', { last })).toMatchObject({ reason: 'SKIPPED', summary });
  });

  it('the condition of its edge did not hold: its rule skipped it over the task above', () => {
    const run = started({ a: [], b: { upstream: ['a'], conditional: ['a'] }, c: [] });
    run.when(succeeded('a'));
    run.when({
      kind: 'evaluated',
      answer: { asked: { kind: 'edge', taskId: 'b', mapIndex: -1, upstream: 'a' }, holds: false },
    });
    expect(run.stateOf('b')).toBe('skipped');
    expect(explain(run, 'b', { last: lastOf({ cause: 'trigger rule all_success' }) })).toMatchObject({
      summary: 'skipped: the condition of its edge from a does not hold (rule all_success)',
      blockedBy: ['a'],
      facts: { edges: [{ from: 'a', holds: false }] },
    });
  });

  it('skipped itself', () => {
    const run = started({ a: [] });
    run.when(ended('a', { kind: 'SKIPPED', reason: 'no files' }));
    expect(explain(run, 'a', { last: lastOf({ cause: 'no files' }) }).summary).toBe('skipped in try 1 of 1: no files');
  });
});
