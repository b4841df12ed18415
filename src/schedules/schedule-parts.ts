import { Inject, Injectable } from '@nestjs/common';
import { ServiceOptions } from '../platform/service-options.js';
import type { PartsOf } from './look.js';

/** Where schedules get what they name: timetables of the user's own, and calendars; and the DAG whose runs their jitter delays. */
@Injectable()
export class SchedulePart {
  constructor(@Inject(ServiceOptions) private readonly options: ServiceOptions) {}

  readonly partsOf: PartsOf = ({ schedule }, dagId) => this.options.operators().scheduleParts(schedule, dagId);
}
