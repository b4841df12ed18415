import { describe, expect, it } from 'vitest';
import { explain, lastOf, started, TICKET } from '../../../../test/support/explained.js';
import { failed, type Scenario } from '../../../../test/support/run-builder.js';
import { isoOf } from '../../time/instant.js';
import type { Known } from './explanation.js';

describe('what a try waits for', () => {
  const until = 1_700_000_600_000;
  const waiting = (type?: 'deferred' | 'awaiting_input'): Scenario => {
    const run = started({ a: { retries: 1 } });
    const key = { taskId: 'a', mapIndex: -1, tryNumber: 1 };
    run.when({
      kind: 'waiting',
      key,
      poke: 1,
      nextAt: until,
      waitingSince: run.now,
      cause: null,
      ...(type ? { as: type } : {}),
    });
    return run;
  };

  it.each<[string, 'deferred' | undefined, Partial<Known>, string, string]>([
    ['a sensor', undefined, {}, 'POKE', `a sensor between two pokes; the next one is due at ${isoOf(until)}`],
    ['a callback', undefined, { type: 'wait.callback' }, 'POKE', 'or as soon as its callback is called'],
    [
      'another run',
      undefined,
      { type: 'sensor.externalRun' },
      'POKE',
      'or as soon as the run that it waits for ends in a state that counts',
    ],
    [
      'a job',
      'deferred',
      { ticket: { ...TICKET, job: { id: 'j-7', operator: 'http.job', since: 'T' } } },
      'JOB',
      `waits for job j-7 of http.job; it is looked at again at ${isoOf(until)}`,
    ],
    ['work elsewhere', 'deferred', {}, 'JOB', 'waits for work that runs elsewhere'],
    [
      'slots for the next poke',
      undefined,
      {
        slots: {
          pool: 'db',
          poolSlots: 1,
          slots: 1,
          occupied: 1,
          position: 1,
          perDag: null,
          perDagUsed: 0,
          global: null,
          globalUsed: 0,
        },
      },
      'SLOTS',
      "the next one waits for 1 of pool db's 1 slots, position 1",
    ],
  ])('%s', (_what, as, known, reason, text) => {
    const said = explain(waiting(as), 'a', known);
    expect(said).toMatchObject({ reason, facts: { timer: { at: isoOf(until), poke: 1 } } });
    expect(said.summary).toContain(text);
  });

  it('people, who, about what, until when', () => {
    const run = started({ a: { awaitsInput: true } });
    const key = { taskId: 'a', mapIndex: -1, tryNumber: 1 };
    run.when({ kind: 'waiting', key, poke: 1, nextAt: until, waitingSince: run.now, cause: null });
    const people = { subject: 'Ship it?', assignees: ['alice', 'bob'], until: 'T' };
    expect(explain(run, 'a', { ticket: { ...TICKET, people } })).toMatchObject({
      reason: 'PEOPLE',
      summary: 'waits for alice, bob to answer "Ship it?", until T',
      blockedBy: ['alice', 'bob'],
    });
    expect(explain(run, 'a').summary).toContain('waits for people to answer');
  });

  it('its next try, and then a place for it', () => {
    const run = started({ a: { retries: 1, retryDelayMs: 60_000 }, b: [] }, { maxActiveTasks: 1 });
    run.when(failed('a'));
    const last = lastOf({ outcome: 'FAILED', error: { type: 'BashExit', message: 'exit 1\nmore', retryable: true } });
    expect(explain(run, 'a', { last })).toMatchObject({
      reason: 'RETRY',
      facts: { timer: { at: expect.any(String) } },
    });
    expect(explain(run, 'a', { last }).summary).toMatch(
      /^try 1 of 2 failed: BashExit: exit 1; the next one starts at 20/,
    );
    expect(run.stateOf('b')).toBe('queued');
    run.after(3_600_000).when();
    expect(explain(run, 'a').summary).toBe(
      'try 1 of 2 failed; the next one is due: ready, but 1 of 1 tasks of the run are active (maxActiveTasks)',
    );
  });

  it('a poke that the ticket knows of and the run has not heard of yet', () => {
    const next = { poke: 1, at: isoOf(until), since: isoOf(until), as: 'awaiting_input' as const };
    const run = started({ a: { awaitsInput: true } });
    expect(explain(run, 'a').reason).toBe('WORKER');
    expect(explain(run, 'a', { ticket: { ...TICKET, next } })).toMatchObject({
      reason: 'PEOPLE',
      summary: `waits for people to answer, until ${isoOf(until)}`,
    });
    expect(run.stateOf('a')).toBe('queued');
  });
});
