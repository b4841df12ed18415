import type { Json, JsonObject } from '../../json.js';
import { nearest } from '../../nearest.js';
import { scheduleConflicts } from '../../schedule/schedule-conflicts.js';
import { DEFAULT_TIMEZONE } from '../../schedule/schedule.js';
import { isTimeZone, parseDate } from '../../time/date.js';
import type { Finding } from '../issue.js';
import { objectOr } from '../graph/outline.js';
import type { ScheduleNames } from './operator-catalog.js';

/** The schedule against itself and against the keys of the DAG that belong to it. */
export function checkSchedule(dag: JsonObject, names?: ScheduleNames): Finding[] {
  const conflicts = scheduleConflicts(dag['schedule'] ?? null);
  return [
    ...conflicts.map(({ path, message }): Finding => ({ code: 'BAD_SCHEDULE', path: ['schedule', ...path], message })),
    ...(names === undefined ? [] : checkNames(objectOr(dag['schedule']), names)),
    ...checkContinuous(dag),
    ...checkCatchup(dag),
    ...checkDates(dag),
    ...checkRequiredParams(dag),
  ];
}

/** A timetable or calendar that nobody brings would make no runs, silently. */
function checkNames(schedule: JsonObject, { timetables, calendars }: ScheduleNames): Finding[] {
  const { handler } = objectOr(schedule['custom']);
  const { calendar } = schedule;
  return [
    ...unknownName(
      handler,
      timetables,
      ['schedule', 'custom', 'handler'],
      'timetable',
      'export it with defineTimetable',
    ),
    ...unknownName(calendar, calendars, ['schedule', 'calendar'], 'calendar', 'name it under calendars'),
  ];
}

function unknownName(
  name: Json | undefined,
  known: readonly string[],
  path: string[],
  what: string,
  how: string,
): Finding[] {
  if (typeof name !== 'string' || known.includes(name)) return [];
  const near = nearest(name, known);
  const hint = near === null ? `${how} in the project of continuo.config.ts` : `did you mean "${near}"?`;
  return [{ code: 'BAD_SCHEDULE', path, message: `there is no ${what} "${name}": ${hint}` }];
}

/** Airflow's rule: a run that follows the last one at once has no other beside it. */
function checkContinuous(dag: JsonObject): Finding[] {
  const { schedule, maxActiveRuns } = dag;
  const continuous = schedule === '@continuous' || objectOr(schedule)['continuous'] === true;
  if (!continuous || maxActiveRuns === 1) return [];
  return [{ code: 'BAD_SCHEDULE', path: ['schedule'], message: 'a continuous schedule needs maxActiveRuns: 1' }];
}

function checkCatchup({ catchup, startDate }: JsonObject): Finding[] {
  if (catchup !== true || typeof startDate === 'string') return [];
  return [{ code: 'BAD_SCHEDULE', path: ['catchup'], message: 'catchup needs a startDate to begin from' }];
}

function checkDates({ startDate, endDate, schedule }: JsonObject): Finding[] {
  const named = objectOr(schedule)['timezone'];
  const zone = typeof named === 'string' && isTimeZone(named) ? named : DEFAULT_TIMEZONE;
  const [start, end] = [startDate, endDate].map((text) => (typeof text === 'string' ? parseDate(text, zone) : null));
  if (start == null || end == null || start <= end) return [];
  return [{ code: 'BAD_VALUE', path: ['endDate'], message: 'endDate is before startDate' }];
}

/** Airflow's rule ("DAG Schedule must be None, if there are any required params"): nobody is there to give a scheduled run its parameters. */
function checkRequiredParams({ schedule, params }: JsonObject): Finding[] {
  if (schedule == null) return [];
  return Object.entries(objectOr(params)).flatMap(([name, schema]): Finding[] => {
    if (objectOr(schema) !== schema || schema['default'] !== undefined) return [];
    const message = `the parameter "${name}" needs a default, because a run that the schedule makes has nobody to give it; or the DAG has no schedule`;
    return [{ code: 'MISSING_KEY', path: ['params', name], at: 'key', message }];
  });
}
