import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoOf, msOf } from '../time/instant.js';
import type { NormalizedSchedule } from './schedule.js';
import { tick, withoutNext, type ScheduleCursor, type Ticked, type TickState } from './tick.js';

const at = (text: string): number => msOf(`2026-03-${text.includes('T') ? text : `${text}T00:00`}:00Z`);
const DAILY: NormalizedSchedule = { cron: '0 0 * * *' };
const NEVER_RUN: ScheduleCursor = { last: null, next: null };
const lastRunOf = (day: string, next: string): ScheduleCursor => ({
  last: { start: at(day), end: at(next) },
  next: null,
});

interface Given extends Omit<Partial<TickState>, 'now' | 'limits'> {
  now: string;
  startDate?: string;
  endDate?: string;
  catchup?: boolean;
}

const given = ({ now, startDate, endDate, catchup = false, ...rest }: Given): TickState => ({
  schedule: DAILY,
  limits: {
    startDate: startDate === undefined ? null : at(startDate),
    endDate: endDate === undefined ? null : at(endDate),
    catchup,
  },
  cursor: NEVER_RUN,
  paused: false,
  room: 16,
  now: at(now),
  atMost: 100,
  ...rest,
});

/** Logical dates, as day of March (and time, where it is not midnight). */
const days = ({ runs }: Ticked): string[] => runs.map((run) => day(run.logicalDate));
const day = (ms: number): string => isoOf(ms).slice(8, 16).replace('T00:00', '');
const next = ({ cursor }: Ticked): string | null => (cursor.next === null ? null : day(cursor.next.logicalDate));
const wakes = ({ wakeAt }: Ticked): string | null => (wakeAt === null ? null : day(wakeAt));

describe('a tick of a DAG with a daily schedule', () => {
  it('makes nothing before the interval has ended, and says when to look again', () => {
    const ticked = tick({ ...given({ now: '10T23:59', cursor: lastRunOf('09', '10') }) });
    expect([days(ticked), next(ticked), wakes(ticked)]).toEqual([[], '10', '11']);
  });

  it.each([
    [0, ['10']],
    [-1, []],
  ])('makes the run at the very millisecond (%i ms from it)', (ms, made) => {
    const state = given({ now: '11', cursor: lastRunOf('09', '10') });
    expect(days(tick({ ...state, now: state.now + ms }))).toEqual(made);
  });

  it('moves its cursor on', () => {
    const ticked = tick(given({ now: '11', cursor: lastRunOf('09', '10') }));
    expect(ticked.cursor.last).toEqual({ start: at('10'), end: at('11') });
    expect([next(ticked), wakes(ticked)]).toEqual(['11', '12']);
  });

  it('makes nothing a second time', () => {
    const state = given({ now: '11', cursor: lastRunOf('09', '10') });
    expect(days(tick({ ...state, cursor: tick(state).cursor }))).toEqual([]);
  });

  it('begins with the last complete interval, without catchup', () => {
    expect(days(tick(given({ now: '11T06:00', startDate: '01' })))).toEqual(['10']);
  });

  it('begins at startDate, with catchup', () => {
    expect(days(tick(given({ now: '05', startDate: '01', catchup: true })))).toEqual(['01', '02', '03', '04']);
  });

  it('ends with the logical date at endDate', () => {
    const ticked = tick(given({ now: '20', startDate: '01', endDate: '03', catchup: true }));
    expect([days(ticked), next(ticked), wakes(ticked)]).toEqual([['01', '02', '03'], null, null]);
  });

  it('has nothing to do without a schedule', () => {
    expect(tick(given({ now: '20', schedule: null }))).toEqual({
      runs: [],
      cursor: NEVER_RUN,
      wakeAt: null,
      error: null,
    });
  });
});

describe('a tick that comes late', () => {
  const late = (catchup: boolean): Ticked => {
    const before = tick(given({ now: '10T12:00', startDate: '01', cursor: lastRunOf('09', '10'), catchup }));
    return tick(given({ now: '20T12:00', startDate: '01', cursor: before.cursor, catchup }));
  };
  it('makes all that was passed, with catchup', () => {
    expect(days(late(true))).toEqual(['10', '11', '12', '13', '14', '15', '16', '17', '18', '19']);
  });
  it('makes what was stored as next, then the latest, without', () => {
    expect(days(late(false))).toEqual(['10', '19']);
    expect(next(late(false))).toBe('20');
  });
});

describe('a tick with little room', () => {
  it('makes as many runs as there is room for and withholds the rest until a run ends', () => {
    const ticked = tick(given({ now: '10', startDate: '01', catchup: true, room: 2 }));
    expect([days(ticked), next(ticked), ticked.wakeAt]).toEqual([['01', '02'], '03', null]);
  });

  it.each([0, -3])('leaves the cursor as it is where there is none (%i)', (room) => {
    const { cursor } = tick(given({ now: '09T12:00', cursor: lastRunOf('08', '09') }));
    expect(tick(given({ now: '25', cursor, room }))).toEqual({ runs: [], cursor, wakeAt: null, error: null });
  });

  it('looks again when the next is due although there is none yet', () => {
    expect(wakes(tick(given({ now: '10T12:00', cursor: lastRunOf('09', '10'), room: 0 })))).toBe('11');
  });

  it('looks again at once where it may not make more in one go', () => {
    const ticked = tick(given({ now: '10', startDate: '01', catchup: true, atMost: 3 }));
    expect([days(ticked), wakes(ticked)]).toEqual([['01', '02', '03'], '05']);
  });

  it('makes the same in small steps as in one go', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.boolean(), (atMost, catchup) => {
        const state = given({ now: '20T05:00', startDate: '01', catchup, room: 100 });
        const made: string[] = [];
        let { cursor } = state;
        for (let ticked = tick({ ...state, cursor, atMost }); ticked.runs.length > 0;) {
          made.push(...days(ticked));
          cursor = ticked.cursor;
          ticked = tick({ ...state, cursor, atMost });
        }
        const whole = tick(state);
        expect([made, cursor]).toEqual([days(whole), whole.cursor]);
      }),
    );
  });
});

describe('a paused DAG', () => {
  const paused = tick(given({ now: '15', cursor: { ...lastRunOf('09', '10') }, paused: true }));
  it('has no run and no next one', () => {
    expect(paused).toEqual({ runs: [], cursor: lastRunOf('09', '10'), wakeAt: null, error: null });
  });
  it('gets the latest complete interval when it is resumed, without catchup', () => {
    expect(days(tick(given({ now: '15T08:00', cursor: paused.cursor })))).toEqual(['14']);
  });
  it('gets all that it missed, with catchup', () => {
    const ticked = tick(given({ now: '15T08:00', startDate: '01', cursor: paused.cursor, catchup: true }));
    expect(days(ticked)).toEqual(['10', '11', '12', '13', '14']);
  });
  it('gets nothing for what it has had', () => {
    const ticked = tick(given({ now: '10T08:00', cursor: lastRunOf('09', '10') }));
    expect([days(ticked), wakes(ticked)]).toEqual([[], '11']);
  });
});

describe('a changed schedule', () => {
  const before = tick(given({ now: '11', startDate: '01', catchup: true, cursor: lastRunOf('09', '10') })).cursor;
  const after = (schedule: NormalizedSchedule, now: string): Ticked =>
    tick(given({ now, schedule, startDate: '01', catchup: true, cursor: withoutNext(before) }));

  it('goes on after the last run', () => {
    expect(days(after({ cron: '0 */12 * * *' }, '12'))).toEqual(['11', '11T12:00']);
  });
  it('makes no run at or before the last logical date, though its own interval began before', () => {
    // 8 March 2026 is a Sunday
    const ticked = after({ cron: '0 0 * * 0' }, '31');
    expect(days(ticked)).toEqual(['15', '22']);
  });
  it('takes no instant twice where points become intervals', () => {
    const cursor: ScheduleCursor = { last: { start: at('10'), end: at('10') }, next: null };
    expect(days(tick(given({ now: '13', cursor, startDate: '01', catchup: true })))).toEqual(['11', '12']);
  });
  it('that is gone leaves nothing to do', () => {
    expect(tick(given({ now: '12', schedule: null, cursor: withoutNext(before) })).wakeAt).toBeNull();
  });
});

describe('schedules without a rhythm', () => {
  it('once: at startDate, and never again', () => {
    const schedule: NormalizedSchedule = { once: true };
    const early = tick(given({ now: '01', schedule, startDate: '03' }));
    expect([days(early), wakes(early)]).toEqual([[], '03']);
    const made = tick(given({ now: '04', schedule, startDate: '03', cursor: early.cursor }));
    expect([days(made), made.wakeAt]).toEqual([['03'], null]);
    expect(days(tick(given({ now: '20', schedule, startDate: '03', cursor: made.cursor })))).toEqual([]);
  });

  it('once without startDate: now', () => {
    expect(days(tick(given({ now: '04', schedule: { once: true } })))).toEqual(['04']);
  });

  it('dates: each, with catchup', () => {
    const schedule: NormalizedSchedule = { dates: ['02', '05', '09'].map((text) => isoOf(at(text))) };
    const ticked = tick(given({ now: '06', schedule, startDate: '01', catchup: true }));
    expect([days(ticked), wakes(ticked)]).toEqual([['02', '05'], '09']);
  });

  describe('continuous', () => {
    const schedule: NormalizedSchedule = { continuous: true };
    const first = tick(given({ now: '04', schedule, startDate: '01', room: 1 }));

    it('begins at once, with the interval since startDate, and withholds the next', () => {
      expect(first.runs.map(({ interval }) => [day(interval.start), day(interval.end)])).toEqual([['01', '04']]);
      expect(tick(given({ now: '05', schedule, startDate: '01', cursor: first.cursor, room: 0 }))).toMatchObject({
        runs: [],
        wakeAt: null,
      });
    });
    it('goes on when the last run has ended, with what has passed since that one was made', () => {
      const second = tick(given({ now: '06T12:00', schedule, startDate: '01', room: 1, cursor: first.cursor }));
      expect(second.runs.map(({ interval }) => [day(interval.start), day(interval.end)])).toEqual([['04', '06T12:00']]);
    });
    it('without startDate begins with a point, and goes on from there', () => {
      const point = tick(given({ now: '04', schedule, room: 1 }));
      const second = tick(given({ now: '06', schedule, room: 1, cursor: point.cursor }));
      const third = tick(given({ now: '07', schedule, room: 1, cursor: second.cursor }));
      const made = [point, second, third].flatMap(({ runs }) => runs.map(({ interval }) => interval));
      const [a, b] = [at('04'), at('06')];
      expect(made).toEqual([
        { start: a, end: a },
        { start: a + 1, end: b },
        { start: b, end: at('07') },
      ]);
    });
    it('waits for its jitter once', () => {
      const jittered = { ...schedule, jitter: 'PT1H' };
      const look = (now: string, { cursor }: Pick<TickState, 'cursor'>): Ticked =>
        tick(given({ now, schedule: jittered, parts: { dagId: 'a' }, startDate: '01', cursor, room: 1 }));
      const before = look('04', first);
      expect([days(before), before.wakeAt]).toEqual([[], before.cursor.next?.runAfter]);
      expect(look('04T01:01', before).runs).toMatchObject([{ interval: { start: at('04'), end: at('04T01:01') } }]);
    });
    it('never has a logical date twice, though a run ends as it begins or the clock steps back', () => {
      const offsets = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 20 });
      fc.assert(
        fc.property(offsets, (steps) => {
          let cursor = NEVER_RUN;
          let now = at('10');
          const dates: number[] = [];
          for (const step of steps) {
            now += step;
            const ticked = tick({ ...given({ now: '10', schedule, room: 1 }), now, cursor });
            cursor = ticked.cursor;
            dates.push(...ticked.runs.map((run) => run.logicalDate));
          }
          expect(dates).toEqual([...new Set(dates)].sort((a, b) => a - b));
        }),
      );
    });
  });
});
