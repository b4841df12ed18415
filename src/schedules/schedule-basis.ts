import type { NormalizedDag } from '../domain/dag/index.js';
import type { NormalizedSchedule } from '../domain/schedule/schedule.js';
import type { ScheduleLimits } from '../domain/schedule/timetable.js';
import { msOf } from '../domain/time/instant.js';

/** What of a DAG's content its cursor follows; when it changes, what is due next is computed anew. Dates are RFC 3339. */
export interface ScheduleBasis {
  schedule: NormalizedSchedule;
  startDate: string | null;
  endDate: string | null;
  catchup: boolean;
}

/** null for a DAG without a schedule. */
export function basisOf(
  spec: Pick<NormalizedDag, 'schedule' | 'startDate' | 'endDate' | 'catchup'>,
): ScheduleBasis | null {
  const { schedule, startDate, endDate, catchup } = spec;
  if (schedule == null) return null;
  return { schedule, startDate: startDate ?? null, endDate: endDate ?? null, catchup: catchup ?? false };
}

const msOrNull = (instant: string | null | undefined): number | null => (instant == null ? null : msOf(instant));

export const limitsOf = (basis: ScheduleBasis | null): ScheduleLimits => ({
  startDate: msOrNull(basis?.startDate),
  endDate: msOrNull(basis?.endDate),
  catchup: basis?.catchup ?? false,
});
