import type { DueRun } from '../schedule/timetable.js';
import type { ExistingState, ReprocessBehavior } from './backfill.js';
import { type DateFate, judgeDate } from './judge-date.js';

/** A logical date of a backfill. Ordinals count from 1, in the order in which the runs are made. */
export interface PlannedDate {
  ordinal: number;
  due: DueRun;
  fate: DateFate;
}

export interface PlanOptions {
  reprocess: ReprocessBehavior;
  /** The latest date first. */
  runBackwards: boolean;
  /** The run that a logical date (ms) has already, null where it has none. */
  existing(logicalDate: number): ExistingState | null;
}

/** Every date of the range once, with what is done with it. Skipped dates keep their ordinal: the first date of a backfill is the one with ordinal 1. */
export function planBackfill(dates: readonly DueRun[], options: PlanOptions): PlannedDate[] {
  const ordered = options.runBackwards ? [...dates].reverse() : dates;
  return ordered.map((due, place) => ({
    ordinal: place + 1,
    due,
    fate: judgeDate(options.existing(due.logicalDate), options.reprocess),
  }));
}
