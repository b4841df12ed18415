import { Injectable } from '@nestjs/common';
import type { TimetableParts } from '../domain/schedule/timetable.js';
import type { PartsOf } from './look.js';

/** Where schedules get what they name: timetables of the user's own, and calendars. */
@Injectable()
export class SchedulePart {
  readonly partsOf: PartsOf = (): TimetableParts => ({});
}
