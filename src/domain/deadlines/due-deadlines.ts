import { DateTime } from 'luxon';
import type { CompiledDeadline, DeadlineReference } from './deadline.js';

/** Instants of a run, ms since the epoch; null where it has none (yet). */
export type References = Readonly<Record<DeadlineReference, number | null>>;

/** A deadline of a run: the place of its rule in the DAG's list, and the instant. */
export interface DueDeadline {
  position: number;
  at: number;
  rule: string;
}

/**
 * The deadlines that follow from the references which are known (airflow-semantics §1.16): none where the reference is null.
 * @param only those from these references; all by default
 */
export function dueDeadlines(
  deadlines: readonly CompiledDeadline[],
  references: References,
  only?: readonly DeadlineReference[],
): DueDeadline[] {
  return deadlines.flatMap((deadline, position) => {
    const reference = references[deadline.from];
    if (reference === null || only?.includes(deadline.from) === false) return [];
    return [{ position, at: instantOf(deadline, reference), rule: deadline.rule }];
  });
}

/** A backfill makes runs for days that are long over: only what counts from now on can be in time. */
export const BACKFILL_REFERENCES: readonly DeadlineReference[] = ['queuedAt', 'startedAt'];

function instantOf({ by, afterMs, timezone }: CompiledDeadline, reference: number): number {
  return by === null ? reference + (afterMs ?? 0) : timeOfDayAfter(by, timezone, reference);
}

/** The first such time of day after the instant; a time that the zone skips moves forward by the gap. */
function timeOfDayAfter(by: string, zone: string, after: number): number {
  const [hour = 0, minute = 0, second = 0] = by.split(':').map(Number);
  const day = DateTime.fromMillis(after, { zone }).startOf('day');
  const on = (days: number): number => day.plus({ days }).set({ hour, minute, second }).toMillis();
  return on(0) > after ? on(0) : on(1);
}

/** What a deadline has come to: met by a run that has succeeded in time, open before its instant, else missed. */
export function judgeDeadline(
  at: number,
  run: { state: string; endedAt: number | null },
  now: number,
): 'met' | 'open' | 'missed' {
  if (run.state === 'SUCCESS' && run.endedAt !== null && run.endedAt <= at) return 'met';
  return now < at ? 'open' : 'missed';
}
