import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DueRun } from '../schedule/timetable.js';
import {
  BACKFILL_STATES,
  type BackfillAsked,
  type BackfilledDag,
  datesOfRange,
  type ExistingState,
  isComplete,
  judgeDate,
  MOST_DATES,
  planBackfill,
  refuseBackfill,
  REPROCESS_BEHAVIORS,
  roomForDates,
} from './index.js';

const at = (text: string): number => Date.parse(text);
const DAY = 86_400_000;
const NOW = at('2026-06-01T12:00:00Z');
const daily = (from: string, to: string): DueRun[] =>
  datesOfRange({ cron: '0 0 * * *' }, { from: at(from), to: at(to), now: NOW, startDate: null, catchup: false });
const days = (dates: readonly { due: DueRun }[]): string[] =>
  dates.map(({ due }) => new Date(due.logicalDate).toISOString().slice(0, 10));

describe('the dates of a range', () => {
  it('both ends count, and only dates of the schedule', () => {
    const dates = daily('2026-01-01T00:00:00Z', '2026-01-03T00:00:00Z').map((due) => ({ due }));
    expect(days(dates)).toEqual(['2026-01-01', '2026-01-02', '2026-01-03']);
    expect(days(daily('2026-01-01T01:00:00Z', '2026-01-03T23:00:00Z').map((due) => ({ due })))).toEqual([
      '2026-01-02',
      '2026-01-03',
    ]);
  });

  it('a date whose data interval has not ended is none yet', () => {
    const dates = daily('2026-05-30T00:00:00Z', '2026-06-09T00:00:00Z').map((due) => ({ due }));
    expect(days(dates)).toEqual(['2026-05-30', '2026-05-31']);
  });

  it('periods stay where they are counted from', () => {
    const dates = datesOfRange(
      { every: 'PT6H' },
      {
        from: at('2026-01-05T00:00:00Z'),
        to: at('2026-01-05T12:00:00Z'),
        now: NOW,
        startDate: at('2026-01-01T03:00:00Z'),
        catchup: true,
      },
    );
    expect(dates.map(({ logicalDate }) => new Date(logicalDate).toISOString())).toEqual([
      '2026-01-05T03:00:00.000Z',
      '2026-01-05T09:00:00.000Z',
    ]);
  });

  it('a range without an end in sight is cut', () => {
    const dates = datesOfRange({ cron: '* * * * *' }, { from: 0, to: NOW, now: NOW, startDate: null, catchup: false });
    expect(dates).toHaveLength(MOST_DATES + 1);
  });
});

describe('what is done with a date', () => {
  it.each([
    [null, 'NONE', 'create'],
    [null, 'FAILED', 'create'],
    [null, 'COMPLETED', 'create'],
    ['SUCCESS', 'NONE', 'already exists'],
    ['SUCCESS', 'FAILED', 'already exists'],
    ['SUCCESS', 'COMPLETED', 'reprocess'],
    ['FAILED', 'NONE', 'already exists'],
    ['FAILED', 'FAILED', 'reprocess'],
    ['FAILED', 'COMPLETED', 'reprocess'],
    ['RUNNING', 'NONE', 'in flight'],
    ['RUNNING', 'COMPLETED', 'in flight'],
    ['QUEUED', 'FAILED', 'in flight'],
  ] as const)('a run that is %s, with %s: %s', (existing, reprocess, expected) => {
    const fate = judgeDate(existing, reprocess);
    expect(fate.kind === 'skip' ? fate.reason : fate.kind).toBe(expected);
  });
});

describe('a plan', () => {
  const existing = fc.constantFrom<ExistingState | null>(null, 'QUEUED', 'RUNNING', 'SUCCESS', 'FAILED');

  it('has each date once, in the asked order, with ordinals from 1 on', () => {
    fc.assert(
      fc.property(
        ...[fc.array(existing, { maxLength: 60 }), fc.boolean(), fc.constantFrom(...REPROCESS_BEHAVIORS)],
        (states, runBackwards, reprocess) => {
          const dates = states.map((_, i): DueRun => {
            return { logicalDate: i * DAY, interval: { start: i * DAY, end: (i + 1) * DAY }, runAfter: (i + 1) * DAY };
          });
          const plan = planBackfill(dates, { reprocess, runBackwards, existing: (date) => states[date / DAY] ?? null });
          expect(plan.map(({ ordinal }) => ordinal)).toEqual(dates.map((_, i) => i + 1));
          const planned = plan.map(({ due }) => due);
          expect(runBackwards ? planned.reverse() : planned).toEqual(dates);
          for (const { due, fate } of plan)
            expect(fate).toEqual(judgeDate(states[due.logicalDate / DAY] ?? null, reprocess));
        },
      ),
    );
  });
});

describe('a backfill is refused', () => {
  const asked: BackfillAsked = {
    ...{ from: at('2026-01-01T00:00:00Z'), to: at('2026-02-01T00:00:00Z') },
    ...{ reprocess: 'NONE', runBackwards: false, maxActiveRuns: 10 },
  };
  const dag: BackfilledDag = { id: 'd', schedule: { cron: '@daily' }, dependsOnPast: false, activeBackfill: null };
  const past = { ...dag, dependsOnPast: true };

  it.each<[string, Partial<BackfillAsked>, BackfilledDag, string | null]>([
    ['not, where all is well', {}, dag, null],
    ['without a schedule', {}, { ...dag, schedule: null }, 'NO_SCHEDULE'],
    ['with a schedule of once', {}, { ...dag, schedule: { once: true } }, 'NOT_PERIODIC'],
    ['with a continuous schedule', {}, { ...dag, schedule: { continuous: true } }, 'NOT_PERIODIC'],
    ['with assets alone', {}, { ...dag, schedule: { assets: 'a' } }, 'NOT_PERIODIC'],
    ['not with assets or time', {}, { ...dag, schedule: { assets: 'a', cron: '@daily' } }, null],
    ['not with dates', {}, { ...dag, schedule: { dates: ['2026-01-05T00:00:00.000Z'] } }, null],
    ['while another is active', {}, { ...dag, activeBackfill: 'b' }, 'ALREADY_RUNNING'],
    ['with its end before its start', { from: asked.to, to: asked.from }, dag, 'INVALID_DATES'],
    ['in the future alone', { from: NOW + 1, to: NOW + DAY }, dag, 'INVALID_DATES'],
    ['not where it only ends in the future', { to: NOW + DAY }, dag, null],
    [
      'backwards with tasks that depend on the past',
      { runBackwards: true, reprocess: 'FAILED' },
      past,
      'INVALID_DIRECTION',
    ],
    ['with such tasks and failed runs left alone', {}, past, 'INVALID_REPROCESS'],
    ['not with such tasks where failed runs are done again', { reprocess: 'FAILED' }, past, null],
    ['with no active run at all', { maxActiveRuns: 0 }, dag, 'INVALID_LIMIT'],
    ['with too many active runs', { maxActiveRuns: 1_001 }, dag, 'INVALID_LIMIT'],
  ])('%s', (_, changed, of, flaw) => {
    expect(refuseBackfill({ ...asked, ...changed }, of, NOW)?.flaw ?? null).toBe(flaw);
  });
});

describe('how far a backfill goes on', () => {
  const progress = fc.record({
    state: fc.constantFrom(...BACKFILL_STATES),
    maxActiveRuns: fc.integer({ min: 1, max: 1_000 }),
    pending: fc.nat(20_000),
    open: fc.nat(2_000),
  });

  it('never beyond its limit and some that wait, and never stands still while there is room', () => {
    fc.assert(
      fc.property(progress, (seen) => {
        const room = roomForDates(seen);
        expect(room).toBeLessThanOrEqual(seen.pending);
        if (room > 0)
          expect(room + seen.open).toBeLessThanOrEqual(seen.maxActiveRuns + Math.min(seen.maxActiveRuns, 16));
        if (seen.state === 'RUNNING' && seen.pending > 0 && seen.open < seen.maxActiveRuns)
          expect(room).toBeGreaterThan(0);
        if (seen.state !== 'RUNNING') expect(room).toBe(0);
      }),
    );
  });

  it('it is complete once nothing is left and nothing is open, and not twice', () => {
    const done = { maxActiveRuns: 1, pending: 0, open: 0 };
    expect(BACKFILL_STATES.filter((state) => isComplete({ ...done, state }))).toEqual(['RUNNING', 'PAUSED']);
    expect(isComplete({ ...done, state: 'RUNNING', open: 1 })).toBe(false);
    expect(isComplete({ ...done, state: 'RUNNING', pending: 1 })).toBe(false);
  });
});
