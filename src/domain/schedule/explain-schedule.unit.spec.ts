import { describe, expect, it } from 'vitest';
import { explainSchedule, type ScheduleFacts, type ScheduleReason } from './explain-schedule.js';

const at = (text: string): number => Date.parse(text);
const daily: ScheduleFacts = {
  ...{ paused: false, timed: true, assets: null, withheld: false, error: null, endDate: null, maxActiveRuns: 2 },
  now: at('2026-03-02T12:00:00Z'),
  next: {
    logicalDate: at('2026-03-02'),
    interval: { start: at('2026-03-02'), end: at('2026-03-03') },
    runAfter: at('2026-03-03'),
  },
};
const late = { now: at('2026-03-04') };

describe('a DAG has no run now, because', () => {
  it.each<[string, Partial<ScheduleFacts>, ScheduleReason, string]>([
    ['nothing is due', {}, 'NOT_DUE', 'not due before 2026-03-03T00:00:00.000Z'],
    ['it is paused, whatever is due', { paused: true, ...late }, 'PAUSED', 'unpauses'],
    ['it has no schedule', { timed: false, next: null }, 'UNSCHEDULED', 'triggered'],
    ['there is no room', { withheld: true, ...late }, 'WITHHELD', 'maxActiveRuns allows, 2'],
    ['a ticker has not looked yet', late, 'BEING_MADE', 'is due since 2026-03-03'],
    ['its timetable fails', { error: 'boom', next: null }, 'ERROR', 'boom'],
    ['it is over', { next: null, endDate: at('2026-03-01') }, 'FINISHED', 'endDate, 2026-03-01'],
    ['it waits for assets', { timed: false, next: null, assets: 'fx has not come' }, 'ASSETS', 'fx has not come'],
    ['neither time nor assets', { assets: 'fx has not come' }, 'NOT_DUE', 'or earlier by its assets: fx has not come'],
  ])('%s', (_name, facts, reason, words) => {
    const explained = explainSchedule({ ...daily, ...facts });
    expect(explained.reason).toBe(reason);
    expect(explained.summary).toContain(words);
  });
});
