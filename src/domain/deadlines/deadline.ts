import type { ParsedDeadline } from '../dag/schema/deadline-schema.js';
import { parseDuration } from '../time/duration.js';

export type DeadlineReference = NonNullable<ParsedDeadline['from']>;

/** When the runs of a DAG must have succeeded: a time of day after the reference, or a length after it. */
export interface CompiledDeadline {
  /** HH:MM or HH:MM:SS in `timezone`; null where `afterMs` is given. */
  by: string | null;
  afterMs: number | null;
  from: DeadlineReference;
  timezone: string;
  notify: NonNullable<ParsedDeadline['notify']>;
  /** As people say it: `by 06:00 (Europe/Paris)`. */
  rule: string;
}

/** A time of day is meant for the data of a day, a length for the time that people wait. */
export const defaultReference = ({ by }: Pick<ParsedDeadline, 'by'>): DeadlineReference =>
  by === undefined ? 'queuedAt' : 'dataIntervalEnd';

/** With every key filled in. @param zone of the schedule */
export function compileDeadline(deadline: ParsedDeadline, zone: string): CompiledDeadline {
  const { by = null, after, timezone = zone, notify = [], from = defaultReference(deadline) } = deadline;
  const rule = by === null ? `${after ?? ''} after ${from}` : `by ${by} (${timezone}) after ${from}`;
  return { by, afterMs: after === undefined ? null : parseDuration(after), from, timezone, notify, rule };
}
