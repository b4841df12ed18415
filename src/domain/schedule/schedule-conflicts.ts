import type { Json, JsonObject } from '../json.js';

/** `path` is relative to the schedule. */
export interface ScheduleProblem {
  path: string[];
  message: string;
}

const SOURCES = ['cron', 'every', 'once', 'continuous', 'dates', 'assets', 'custom'] as const;

/** What the keys of a schedule object say against each other, however wrong their values may be. */
export function scheduleConflicts(schedule: Json): ScheduleProblem[] {
  if (schedule === null || typeof schedule !== 'object' || Array.isArray(schedule)) return [];
  const sources = SOURCES.filter((key) => Object.hasOwn(schedule, key));
  return [...sourceProblem(sources), ...uselessKeys(schedule, sources)];
}

function sourceProblem(sources: readonly string[]): ScheduleProblem[] {
  if (sources.length === 1) return [];
  if (sources.length === 2 && sources.includes('cron') && sources.includes('assets')) return [];
  const given = sources.length === 0 ? 'none is given' : `${sources.join(', ')} are given`;
  return [{ path: [], message: `a schedule has exactly one of ${SOURCES.join(', ')} (or cron with assets): ${given}` }];
}

/** A key that would change nothing is a mistake that nobody would notice. */
function uselessKeys(schedule: JsonObject, sources: readonly string[]): ScheduleProblem[] {
  if (schedule['partition'] !== undefined && !sources.includes('assets'))
    return [{ path: ['partition'], message: 'partition goes with assets only: remove it' }];
  const timed = sources.includes('cron') || sources.includes('every');
  if (sources.length > 0 && !timed && !sources.includes('dates') && schedule['calendar'] !== undefined)
    return [{ path: ['calendar'], message: 'calendar goes with cron, every or dates only: remove it' }];
  if (sources.length === 0 || timed || schedule['timetable'] === undefined || schedule['timetable'] === 'interval') {
    return [];
  }
  return [{ path: ['timetable'], message: 'timetable goes with cron or every only: remove it' }];
}
