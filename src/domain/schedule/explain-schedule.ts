import { isoOf } from '../time/instant.js';
import type { DueRun } from './timetable.js';

/** What is known of a DAG whose schedule is asked why it makes no run now. Instants in ms since the epoch. */
export interface ScheduleFacts {
  paused: boolean;
  /** It has a schedule by time. */
  timed: boolean;
  /** What of its assets has come and what has not, in words; null for a DAG that waits for none. */
  assets: string | null;
  next: DueRun | null;
  withheld: boolean;
  error: string | null;
  endDate: number | null;
  maxActiveRuns: number;
  now: number;
}

export const SCHEDULE_REASONS = [
  ...(['UNSCHEDULED', 'PAUSED', 'ERROR', 'WITHHELD', 'BEING_MADE', 'NOT_DUE', 'ASSETS', 'FINISHED'] as const),
] as const;
export type ScheduleReason = (typeof SCHEDULE_REASONS)[number];

/** Why the schedule of a DAG makes no run now, in one sentence. */
export function explainSchedule(facts: ScheduleFacts): { reason: ScheduleReason; summary: string } {
  const { paused, timed, assets, error } = facts;
  if (!timed && assets === null) {
    return { reason: 'UNSCHEDULED', summary: 'it has no schedule: its runs are triggered' };
  }
  if (paused)
    return { reason: 'PAUSED', summary: 'it is paused: its schedule makes no runs until somebody unpauses it' };
  if (error !== null) {
    return { reason: 'ERROR', summary: `its next run cannot be made, which is tried again each minute: ${error}` };
  }
  if (!timed) return { reason: 'ASSETS', summary: assets ?? '' };
  const { reason, summary } = explainTime(facts);
  return { reason, summary: assets === null ? summary : `${summary}; or earlier by its assets: ${assets}` };
}

function explainTime({ next, withheld, now, endDate, maxActiveRuns }: ScheduleFacts): {
  reason: ScheduleReason;
  summary: string;
} {
  if (next === null) {
    const end = endDate === null ? '' : ` before its endDate, ${isoOf(endDate)}`;
    return { reason: 'FINISHED', summary: `no run follows${end}` };
  }
  const which = `the run of ${isoOf(next.logicalDate)}`;
  if (withheld) {
    const summary = `${which} has been due since ${isoOf(next.runAfter)} and is withheld: as many runs as maxActiveRuns allows, ${maxActiveRuns}, are queued or running`;
    return { reason: 'WITHHELD', summary };
  }
  if (next.runAfter <= now) {
    return {
      reason: 'BEING_MADE',
      summary: `${which} is due since ${isoOf(next.runAfter)} and made by the next look of a ticker`,
    };
  }
  return { reason: 'NOT_DUE', summary: `${which} is not due before ${isoOf(next.runAfter)}` };
}
