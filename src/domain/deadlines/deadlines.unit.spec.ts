import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalized, refusals } from '../dag/dag.fixture.js';
import { compileDag } from '../dag/index.js';
import { isoOf, msOf } from '../time/instant.js';
import { type EndedRun, failedInARow, reasonOfPause } from './consecutive-failures.js';
import { BACKFILL_REFERENCES, dueDeadlines, judgeDeadline, type References } from './due-deadlines.js';

const dagWith = (deadlines: unknown, more = ''): string =>
  `id: d\n${more}\ndeadlines: ${JSON.stringify(deadlines)}\ntasks: { a: { type: empty } }\n`;
const compiled = (deadlines: unknown, more = '') => compileDag(normalized(dagWith(deadlines, more))).deadlines;
const nothing: References = { queuedAt: null, logicalDate: null, dataIntervalEnd: null, startedAt: null };
const ends = (end: string): References => ({ ...nothing, dataIntervalEnd: msOf(end) });
const instants = (deadlines: unknown, references: References, more = ''): string[] =>
  dueDeadlines(compiled(deadlines, more), references).map(({ at }) => isoOf(at));

const PARIS = 'schedule: { cron: "0 0 * * *", timezone: Europe/Paris }';

describe('a deadline by a time of day', () => {
  it.each([
    ['2026-01-02T00:00:00Z', '2026-01-02T06:00:00.000Z'],
    ['2026-01-02T05:59:59Z', '2026-01-02T06:00:00.000Z'],
    ['2026-01-02T06:00:00Z', '2026-01-03T06:00:00.000Z'],
    ['2026-01-02T23:00:00Z', '2026-01-03T06:00:00.000Z'],
  ])('of data that ends at %s is %s: the first one after it', (end, at) => {
    expect(instants([{ by: '06:00' }], ends(end))).toEqual([at]);
  });

  it("is in the schedule's zone, or in its own", () => {
    expect(instants([{ by: '06:00' }], ends('2026-07-01T22:00:00Z'), PARIS)).toEqual(['2026-07-02T04:00:00.000Z']);
    const own = [{ by: '06:00', timezone: 'America/New_York' }];
    expect(instants(own, ends('2026-07-01T22:00:00Z'), PARIS)).toEqual(['2026-07-02T10:00:00.000Z']);
  });

  it('that the zone skips moves forward by the gap', () => {
    const deadline = [{ by: '02:30', timezone: 'Europe/Paris' }];
    expect(instants(deadline, ends('2026-03-28T23:00:00Z'))).toEqual(['2026-03-29T01:30:00.000Z']);
  });

  it('is after its reference and at most two days later, in every zone', () => {
    const zone = fc.constantFrom(
      'UTC',
      'Europe/Paris',
      'America/New_York',
      'Asia/Kolkata',
      'Pacific/Apia',
      'Australia/Lord_Howe',
    );
    const at = fc.integer({ min: msOf('1980-01-01T00:00:00Z'), max: msOf('2060-01-01T00:00:00Z') });
    fc.assert(
      fc.property(zone, at, fc.nat(23), fc.nat(59), (timezone, reference, hour, minute) => {
        const by = [hour, minute].map((n) => String(n).padStart(2, '0')).join(':');
        const [due] = dueDeadlines(compiled([{ by, timezone }]), { ...nothing, dataIntervalEnd: reference });
        expect((due?.at ?? 0) - reference).toBeGreaterThan(0);
        expect((due?.at ?? 0) - reference).toBeLessThanOrEqual(49 * 3_600_000);
      }),
    );
  });
});

describe('a deadline after a length', () => {
  const at = msOf('2026-01-02T00:00:00Z');
  it.each(['queuedAt', 'logicalDate', 'dataIntervalEnd', 'startedAt'] as const)('counts from %s', (from) => {
    expect(instants([{ after: '2h', from }], { ...nothing, [from]: at })).toEqual(['2026-01-02T02:00:00.000Z']);
    expect(
      instants([{ after: '2h', from }], {
        queuedAt: 0,
        logicalDate: 0,
        dataIntervalEnd: 0,
        startedAt: 0,
        [from]: null,
      }),
    ).toEqual([]);
  });

  it('counts from the queue unless it says otherwise, and each has its place in the list', () => {
    const due = dueDeadlines(compiled([{ by: '06:00' }, { after: 60 }]), { ...nothing, queuedAt: at });
    expect(due).toEqual([{ position: 1, at: at + 60_000, rule: 'PT1M after queuedAt' }]);
  });

  it('of a backfill is none that counts from the days of its data', () => {
    const all = [{ by: '06:00' }, { after: '1h', from: 'logicalDate' }, { after: '1h' }];
    const known = { ...nothing, queuedAt: at, logicalDate: at, dataIntervalEnd: at };
    expect(dueDeadlines(compiled(all), known, BACKFILL_REFERENCES).map(({ position }) => position)).toEqual([2]);
  });
});

describe('a run', () => {
  it.each([
    ['has succeeded in time', 'SUCCESS', 100, 200, 'met'],
    ['has succeeded at the last instant', 'SUCCESS', 150, 200, 'met'],
    ['has succeeded too late', 'SUCCESS', 151, 200, 'missed'],
    ['has failed before', 'FAILED', 100, 200, 'missed'],
    ['is queued', 'QUEUED', null, 150, 'missed'],
    ['is under way while there is time', 'RUNNING', null, 149, 'open'],
    ['has failed while there is time to clear it', 'FAILED', 100, 149, 'open'],
  ])('that %s: %s', (_name, state, endedAt, now, verdict) => {
    expect(judgeDeadline(150, { state, endedAt }, now)).toBe(verdict);
  });
});

describe('deadlines of a DAG', () => {
  it('are one content, however they are written', () => {
    const short = normalized(dagWith([{ by: '06:00' }, { after: '2h' }]));
    const long = [
      { by: '06:00:00', from: 'dataIntervalEnd', timezone: 'UTC', notify: [] },
      { after: 7200, from: 'queuedAt' },
    ];
    expect(normalized(dagWith(long))).toEqual(short);
    expect(short.deadlines).toEqual([{ by: '06:00' }, { after: 'PT2H' }]);
  });

  it.each([
    [[{}], 'BAD_VALUE deadlines.0'],
    [[{ by: '06:00', after: '1h' }], 'BAD_VALUE deadlines.0'],
    [[{ by: '6 o clock' }], 'BAD_VALUE deadlines.0.by'],
    [[{ by: '24:00' }], 'BAD_VALUE deadlines.0.by'],
    [[{ after: '-1h' }], 'BAD_VALUE deadlines.0.after'],
    [[{ after: '1h', timezone: 'UTC' }], 'BAD_VALUE deadlines.0.timezone'],
    [[{ by: '06:00', timezone: 'Mars/Base' }], 'BAD_VALUE deadlines.0.timezone'],
    [[{ by: '06:00', from: 'endedAt' }], 'BAD_VALUE deadlines.0.from'],
    [[{ by: '06:00', notify: [{ type: 'bash' }] }], 'BAD_VALUE deadlines.0.notify.0.type'],
    [
      [{ by: '06:00', notify: [{ type: 'notify.log', with: { message: '{{ task }}' } }] }],
      'BAD_TEMPLATE deadlines.0.notify.0.with.message',
    ],
  ])('%j are refused', (deadlines, issue) => {
    expect(refusals(dagWith(deadlines)).map((each) => each.split(' ').slice(0, 2).join(' '))).toContain(issue);
  });

  it('are told of at the DAG, not at a task', () => {
    const told = 'notify: { onDeadlineMiss: [{ type: notify.log, with: { message: "{{ event }}" } }] }';
    expect(refusals(`id: d\n${told}\ntasks: { a: { type: empty } }\n`)).toEqual([]);
    expect(refusals(`id: d\ntasks:\n  a:\n    type: empty\n    ${told}\n`)[0]).toContain('UNKNOWN_KEY');
  });
});

describe('runs that fail one after the other', () => {
  const runs = (...states: string[]): EndedRun[] =>
    states.map((state, i) => ({ dagRunId: `id${i}`, runId: `run${i}`, failed: state === 'failed' }));

  it.each([
    [0, ['failed', 'failed'], null],
    [2, ['failed'], null],
    [2, ['failed', 'failed'], 2],
    [2, ['failed', 'failed', 'success'], 2],
    [2, ['failed', 'success', 'failed'], null],
    [1, ['failed', 'success'], 1],
    [1, [], null],
  ])('with %i allowed, %j', (most, states, count) => {
    expect(failedInARow(most, runs(...states))?.length ?? null).toBe(count);
  });

  it('are named in the reason, the first few of many', () => {
    expect(reasonOfPause(runs('failed'))).toBe('the last run failed: run0');
    expect(reasonOfPause(runs('failed', 'failed'))).toBe('the last 2 runs failed: run0, run1');
    expect(reasonOfPause(runs(...Array.from({ length: 12 }, () => 'failed')))).toMatch(
      /^the last 12 runs failed: run0,.*run9 and others$/,
    );
  });
});
