import type { ScheduleParts } from '../../activities/registry/index.js';
import { readSchedule } from '../domain/schedule/read-schedule.js';
import type { NormalizedSchedule } from '../domain/schedule/schedule.js';
import { type DueRun, runsAfter } from '../domain/schedule/timetable.js';
import { isoOf, msOf } from '../domain/time/instant.js';
import { nowInstant } from '../platform/instant.js';
import type { PreviewScheduleArgs } from './dags.input.js';
import type { NextRunModel, SchedulePreview } from './dags.model.js';

const MOST_RUNS = 1000;
const DEFAULT_RUNS = 5;
/** A preview that takes longer is told so: the service answers others in that time. */
const LONGEST_MS = 2000;

/** The runs that a schedule would make after an instant (default now), before anybody registers it. */
export function previewSchedule(
  { schedule: given, after, count }: PreviewScheduleArgs,
  partsOf: ScheduleParts,
): SchedulePreview {
  const most = count ?? DEFAULT_RUNS;
  if (most < 1 || most > MOST_RUNS) return invalid(`count: from 1 to ${MOST_RUNS}`);
  const read = readSchedule(given);
  if ('message' in read) return invalid(read.message);
  try {
    return previewOf(read.schedule, msOf(after ?? nowInstant()), most, partsOf);
  } catch (error) {
    // a timetable of the user's own that fails, or a part that the project does not have
    return invalid((error as { message?: string }).message ?? String(error));
  }
}

function previewOf(
  schedule: NormalizedSchedule | null,
  after: number,
  most: number,
  partsOf: ScheduleParts,
): SchedulePreview {
  const until = performance.now() + LONGEST_MS;
  const runs: NextRunModel[] = [];
  for (const run of runsAfter(schedule, after, { startDate: null, endDate: null }, partsOf(schedule))) {
    runs.push(shown(run));
    if (runs.length >= most) break;
    if (performance.now() > until)
      return invalid(`only ${runs.length} runs were found in ${LONGEST_MS} ms: ask for fewer`);
  }
  return { __typename: 'ScheduleRuns', runs };
}

const invalid = (message: string): SchedulePreview => ({ __typename: 'InvalidSchedule', message });

const shown = ({ logicalDate, interval, runAfter }: DueRun): NextRunModel => ({
  logicalDate: isoOf(logicalDate),
  dataInterval: { start: isoOf(interval.start), end: isoOf(interval.end) },
  runAfter: isoOf(runAfter),
});
