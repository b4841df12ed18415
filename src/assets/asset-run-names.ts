import type { AssetRun } from '../domain/assets/judge-queue.js';
import { scheduledRunId } from '../domain/schedule/timetable.js';
import { isoOf } from '../domain/time/instant.js';

/** What a run that follows assets is called, and for what time it is. */
export interface AssetRunNames {
  runId: string;
  logicalDate: number | null;
  interval: { start: number; end: number } | null;
}

/**
 * A run for a day has the day's interval, its start for logical date, and its name from that; any other run, without a logical date, is called
 * `asset_triggered__2026-11-21T08:00:00.123000+00:00` from the time of the latest event. For names that the DAG has given away the next free ones are
 * asked for by `n`, 0 first: of a day's later runs the logical date lies as many milliseconds later.
 */
export function assetRunNames({ runAfter, day }: Pick<AssetRun, 'runAfter' | 'day'>, n: number): AssetRunNames {
  if (day !== null) {
    const logicalDate = day.start + n;
    const interval = { start: day.start, end: day.end };
    return { runId: scheduledRunId('asset_triggered', logicalDate), logicalDate, interval };
  }
  const id = `asset_triggered__${isoOf(runAfter).replace('Z', '000+00:00')}`;
  return { runId: n === 0 ? id : `${id}_${n + 1}`, logicalDate: null, interval: null };
}
