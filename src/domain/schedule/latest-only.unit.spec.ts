import { describe, expect, it } from 'vitest';
import { isLatestRun, type LatestFacts } from './latest-only.js';

const noon = Date.parse('2026-03-02T12:00:00Z');
const at = (text: string): number => Date.parse(text);
/** The run of 1 March in a daily schedule with data intervals, due when 2 March begins. */
const daily: LatestFacts = {
  runType: 'SCHEDULED',
  dueAt: at('2026-03-02'),
  isPoint: false,
  nextDueAt: at('2026-03-03'),
  now: noon,
};

describe('a run is the latest', () => {
  it.each<[string, Partial<LatestFacts>, boolean]>([
    ['between its own time and the next', {}, true],
    ['at the very time of the next', { now: at('2026-03-03') }, true],
    ['no more when the next was due', { now: at('2026-03-03') + 1 }, false],
    ['not at its own time, nor before it', { now: at('2026-03-02') }, false],
    ['not before it', { now: at('2026-03-01') }, false],
    ['when it is manual, however late', { runType: 'MANUAL', now: at('2027-01-01') }, true],
    ['not when it is a late backfill', { runType: 'BACKFILL', now: at('2027-01-01') }, false],
    ['when nothing made it due, as an asset', { runType: 'ASSET', dueAt: null, now: at('2027-01-01') }, true],
    ['when none follows, by endDate or once', { nextDueAt: null, now: at('2027-01-01') }, true],
    ['of a trigger timetable as long as the next is to come', { isPoint: true, now: at('2026-03-02') }, true],
    ['of a trigger timetable no more after the next', { isPoint: true, now: at('2026-03-03') + 1 }, false],
  ])('%s', (_name, facts, expected) => {
    expect(isLatestRun({ ...daily, ...facts })).toBe(expected);
  });
});
