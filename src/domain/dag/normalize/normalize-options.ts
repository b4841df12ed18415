import { isoOf } from '../../time/instant.js';
import { parseDate } from '../../time/date.js';
import type { NormalizedDag, NormalizedOptions } from '../normalized.js';
import { dropDefaults } from './drop-defaults.js';

interface Dated {
  startDate?: string | null | undefined;
  endDate?: string | null | undefined;
}

/** Dates without an offset are in the schedule's zone; all become RFC 3339 in UTC. */
export function normalizeDates<T extends Dated>(object: T, zone: string): T {
  const inUtc = (text: string | null): string | null =>
    text === null ? null : isoOf(parseDate(text, zone) ?? Number.NaN);
  return {
    ...object,
    ...(object.startDate !== undefined && { startDate: inUtc(object.startDate) }),
    ...(object.endDate !== undefined && { endDate: inUtc(object.endDate) }),
  };
}

/** A `defaultArgs`, without what its surroundings say already. */
export function normalizeOptions(options: NormalizedOptions, inherited: object, zone: string): NormalizedOptions {
  const dated = normalizeDates(options, zone);
  const notify = dated.notify === undefined ? {} : { notify: normalizeNotify(dated.notify) };
  return dropDefaults({ ...dated, ...notify }, inherited);
}

const NO_NOTIFIERS = { onFailure: [], onRetry: [], onSuccess: [], onSlaMiss: [], onApproval: [], onDeadlineMiss: [] };
type Notify = NonNullable<NormalizedDag['notify']>;
type Notifiers = NonNullable<Notify['onFailure']>;

export const normalizeNotifiers = (notifiers: Notifiers): Notifiers =>
  notifiers.map((notifier) => dropDefaults(notifier, { with: {} }));

export function normalizeNotify(notify: Notify): Notify {
  const lists = Object.entries(notify).map(([when, notifiers]) => [when, normalizeNotifiers(notifiers ?? [])]);
  return dropDefaults(Object.fromEntries(lists) as Notify, NO_NOTIFIERS);
}
