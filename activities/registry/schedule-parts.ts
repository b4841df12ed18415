import type { NormalizedSchedule } from '../../src/domain/schedule/schedule.js';
import type { TimetableParts } from '../../src/domain/schedule/timetable.js';
import type { NamedTimetable } from './collect-handlers.js';
import type { UserCode } from './user-code.js';
import { customTimetableOf } from './custom-timetable.js';

/** What a schedule names, out of the user's project. `dagId`: whose runs its jitter delays. */
export type ScheduleParts = (schedule: NormalizedSchedule | null, dagId?: string) => TimetableParts;

/** A name that the project does not have is left out; whoever asks the schedule is told by an error. */
export function schedulePartsOf({ timetables = [], calendars }: Partial<UserCode>): ScheduleParts {
  const named = new Map<string, NamedTimetable>(timetables.map((one) => [one.name, one]));
  return (schedule, dagId) => {
    const { custom, calendar: calendarName } = schedule ?? {};
    const timetable = custom === undefined ? undefined : named.get(custom.handler);
    const calendar = calendarName === undefined ? undefined : calendars?.get(calendarName);
    return {
      ...(custom === undefined || timetable === undefined
        ? {}
        : { custom: customTimetableOf(custom.handler, timetable.timetable, custom.args ?? {}) }),
      ...(calendar === undefined ? {} : { calendar }),
      ...(dagId === undefined ? {} : { dagId }),
    };
  };
}
