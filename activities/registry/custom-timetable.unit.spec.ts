import { describe, expect, it } from 'vitest';
import { manualInterval, nextRun, runsAfter } from '../../src/domain/schedule/timetable.js';
import { take } from '../../src/domain/take.js';
import { defineTimetable } from '../sdk/index.js';
import type { TimetableHandler, TimetableQuestion } from '../sdk/index.js';
import { callWithin } from './call-within.js';
import { schedulePartsOf } from './schedule-parts.js';

const at = (text: string): number => Date.parse(text);
const schedule = { custom: { handler: 'finance.quarters', args: { lag: 2 } } };
const question = {
  last: null,
  now: at('2026-06-15T12:00Z'),
  limits: { startDate: null, endDate: null, catchup: false },
};
const partsOf = (timetable: TimetableHandler) =>
  schedulePartsOf({ timetables: [{ name: 'finance.quarters', timetable, path: 'finance.ts' }] })(schedule, 'd');
const next = (answer: (question: TimetableQuestion) => unknown) =>
  nextRun(schedule, question, partsOf(defineTimetable({ next: answer as () => null })));

describe("a timetable of the user's project", () => {
  it('is asked with dates and args, and answers with dates, texts or numbers', () => {
    const asked: TimetableQuestion[] = [];
    const run = next((it) => {
      asked.push(it);
      return { start: new Date('2026-04-01'), end: '2026-07-01T00:00:00Z', runAfter: at('2026-07-03') };
    });
    expect(run).toEqual({
      logicalDate: at('2026-04-01'),
      interval: { start: at('2026-04-01'), end: at('2026-07-01') },
      runAfter: at('2026-07-03'),
    });
    expect(asked).toEqual([
      { last: null, now: new Date(question.now), startDate: null, endDate: null, catchup: false, args: { lag: 2 } },
    ]);
  });

  it('goes on from run to run', () => {
    const daily = defineTimetable<{ lag: number }>({
      next: ({ last, now, args }) => {
        const start = new Date((last?.start.getTime() ?? now.getTime() - 86_400_000) + 86_400_000);
        return { start, runAfter: start.getTime() + args.lag };
      },
      manual: (instant, { lag }) => ({ start: instant.getTime() - lag, end: instant }),
    });
    const after = runsAfter(schedule, at('2026-06-15'), { startDate: null, endDate: null }, partsOf(daily));
    expect(take(after, 3).map(({ runAfter }) => runAfter)).toEqual(
      ['2026-06-15', '2026-06-16', '2026-06-17'].map((day) => at(day) + 2),
    );
    expect(manualInterval(schedule, 1000, partsOf(daily))).toEqual({ start: 998, end: 1000 });
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      'throws',
      () => {
        throw new Error('no quarter');
      },
      /timetable "finance.quarters": no quarter/,
    ],
    [
      'throws no error',
      () => {
        throw 'x';
      },
      /timetable "finance.quarters": x/,
    ],
    ['answers a promise', () => Promise.resolve(null), /a promise/],
    ['answers a text', () => 'tomorrow', /no \{ start, end \}/],
    ['answers a date that is none', () => ({ start: 'tomorrow' }), /no time/],
    [
      'never answers',
      () => {
        for (;;);
      },
      /did not answer within 1000 ms/,
    ],
    [
      'hides an endless loop in its answer',
      () => ({
        get start() {
          for (;;);
        },
      }),
      /did not answer/,
    ],
    [
      'catches everything',
      () => {
        for (;;) {
          try {
            for (;;);
          } catch {
            /* goes on */
          }
        }
      },
      /did not answer/,
    ],
  ])('that %s is an error, in time', (_name, answer, message) => {
    expect(() => next(answer)).toThrow(message);
  });

  it('that takes long for each answer is stopped after some', () => {
    const slow = defineTimetable({
      next: ({ last, now }) => {
        for (const end = performance.now() + 700; performance.now() < end;);
        return { start: new Date((last?.start ?? now).getTime() + 1000) };
      },
    });
    const after = runsAfter(schedule, at('2026-06-15'), { startDate: null, endDate: null }, partsOf(slow));
    expect(() => take(after, 1000)).toThrow('its answers took more than 5000 ms together');
  });

  it('that has a bad name is refused at once', () => {
    expect(() => defineTimetable({ name: 'a b', next: () => null })).toThrow('words joined by dots');
  });
});

describe('what is asked within a time', () => {
  it('answers, and throws what the body throws', () => {
    expect(callWithin(1000, () => 7)).toBe(7);
    const error = new TypeError('mine');
    expect(() =>
      callWithin(1000, () => {
        throw error;
      }),
    ).toThrow(error);
  });
});
