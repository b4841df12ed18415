import { describe, expect, it } from 'vitest';
import { explain, started, TICKET } from '../../../../test/support/explained.js';
import { succeeded } from '../../../../test/support/run-builder.js';
import type { RunInput } from '../run-inputs.js';
import { isoOf } from '../../time/instant.js';

const HOUR = 3_600_000;
const limits = { executionTimeoutMs: HOUR, timeoutMs: 2 * HOUR };
const attempt = { number: 1, worker: 'w', since: '2023-01-01T00:00:00.000Z' };
const notYet = (now: number, as?: 'deferred'): RunInput => ({
  kind: 'waiting',
  key: { taskId: 'a', mapIndex: -1, tryNumber: 1 },
  poke: 1,
  nextAt: now + 60_000,
  waitingSince: now,
  cause: null,
  ...(as === undefined ? {} : { as }),
});

describe('what will time out', () => {
  it('is an execution that runs, from the begin of its attempt', () => {
    const run = started({ a: [] });
    expect(explain(run, 'a', { limits, ticket: { ...TICKET, attempt } })).toMatchObject({
      reason: 'RUNNING',
      summary:
        'try 1 of 1 is running on worker w since 2023-01-01T00:00:00.000Z; it times out at 2023-01-01T01:00:00.000Z',
      facts: { timeouts: { execution: '2023-01-01T01:00:00.000Z' } },
    });
    expect(explain(run, 'a', { ticket: { ...TICKET, attempt } }).facts).not.toHaveProperty('timeouts');
  });

  it('is a sensor, from its first poke', () => {
    const run = started({ a: [] });
    run.when(notYet(run.now));
    const end = isoOf(run.now + 2 * HOUR);
    expect(explain(run, 'a', { type: 'sensor.file', limits })).toMatchObject({
      reason: 'POKE',
      summary: expect.stringMatching(new RegExp(`; the sensor times out at ${end}$`)),
      facts: { timeouts: { sensor: end } },
    });
  });

  it('is a job that goes on elsewhere, from its submission', () => {
    const run = started({ a: [] });
    run.when(notYet(run.now, 'deferred'));
    const job = { id: '7', operator: 'http.job', since: attempt.since };
    expect(explain(run, 'a', { limits, ticket: { ...TICKET, job } })).toMatchObject({
      reason: 'JOB',
      facts: { timeouts: { execution: '2023-01-01T01:00:00.000Z' } },
    });
  });

  it('is the run, for whatever has not finished in it; the earliest is said', () => {
    const run = started({ a: [], b: ['a'] }, { dagrunTimeoutMs: HOUR });
    const end = isoOf(run.now + HOUR);
    expect(explain(run, 'b').summary).toContain(`; the run times out at ${end}`);
    const early = explain(run, 'a', { limits, ticket: { ...TICKET, attempt } });
    expect(early.summary).toContain('; it times out at 2023-01-01T01:00:00.000Z');
    expect(early.facts).toMatchObject({ timeouts: { run: end } });
    run.when(succeeded('a'));
    expect(explain(run, 'a').facts).not.toHaveProperty('timeouts');
  });
});
