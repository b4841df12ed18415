/** Instants in ms since the epoch. */
export interface LatestFacts {
  runType: string;
  /** When this run was due: the end of its data interval, or its time; null for a run that no schedule made. */
  dueAt: number | null;
  /** The data interval is a point, as trigger timetables make it. */
  isPoint: boolean;
  /** When the next run is due; null where none follows. */
  nextDueAt: number | null;
  now: number;
}

/**
 * Whether a run is the latest of its schedule, so that what comes after a `latestOnly` goes on (airflow-semantics §1.4). Manual runs and runs
 * without a due time always are, and so is the last of all; else the run is until the next one is due.
 */
export function isLatestRun({ runType, dueAt, isPoint, nextDueAt, now }: LatestFacts): boolean {
  if (runType.toLowerCase() === 'manual' || dueAt === null || nextDueAt === null) return true;
  if (isPoint) return now <= nextDueAt;
  return dueAt < now && now <= nextDueAt;
}
