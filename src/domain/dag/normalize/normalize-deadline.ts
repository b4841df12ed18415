import { defaultReference } from '../../deadlines/deadline.js';
import type { ParsedDeadline } from '../schema/deadline-schema.js';
import { dropDefaults } from './drop-defaults.js';
import { normalizeNotifiers } from './normalize-options.js';

/** A deadline without what holds anyway. @param zone of the schedule */
export function normalizeDeadline(deadline: ParsedDeadline, zone: string): ParsedDeadline {
  const { by, notify } = deadline;
  const time = by === undefined ? {} : { by: by.length === 8 && by.endsWith(':00') ? by.slice(0, 5) : by };
  const told = notify === undefined ? {} : { notify: normalizeNotifiers(notify) };
  const normal = { ...deadline, ...time, ...told };
  return dropDefaults(normal, { from: defaultReference(deadline), timezone: zone, notify: [] });
}
