import { contentHash } from '../../canonical-json.js';
import { normalizeSchedule } from '../../schedule/normalize-schedule.js';
import { DEFAULT_TIMEZONE } from '../../schedule/schedule.js';
import { DAG_DEFAULTS, TASK_DEFAULTS } from '../defaults.js';
import type { NormalizedDag, NormalizedGroup, NormalizedTask } from '../normalized.js';
import type { ParsedDag } from '../schema/dag-schema.js';
import { dropDefaults } from './drop-defaults.js';
import { normalizeDeadline } from './normalize-deadline.js';
import { normalizeDates, normalizeOptions, normalizeNotify } from './normalize-options.js';
import { normalizeGroup, normalizeTask, type Surroundings } from './normalize-members.js';

/** The one form of a DAG's content: idempotent, and the same for every way to write it. The DAG must be valid. */
export function normalizeDag(parsed: ParsedDag): NormalizedDag {
  const schedule = normalizeSchedule(parsed.schedule);
  const zone = schedule?.timezone ?? DEFAULT_TIMEZONE;
  const defaultArgs = normalizeOptions(parsed.defaultArgs ?? {}, TASK_DEFAULTS, zone);
  const inside: Surroundings = { zone, inherited: { ...TASK_DEFAULTS, ...defaultArgs } };
  const dag: NormalizedDag = {
    ...normalizeDates(parsed, zone),
    schedule: schedule ?? undefined,
    defaultArgs,
    notify: normalizeNotify(parsed.notify ?? {}),
    deadlines: (parsed.deadlines ?? []).map((deadline) => normalizeDeadline(deadline, zone)),
    tasks: mapValues(parsed.tasks, (task): NormalizedTask => normalizeTask(task, inside)),
    groups: mapValues(parsed.groups, (group): NormalizedGroup => normalizeGroup(group, inside)),
  };
  return dropDefaults(dag, DAG_DEFAULTS);
}

/** Identity of a version: hex SHA-256 of the canonical JSON (RFC 8785) of the normalised DAG. */
export const dagHash = (dag: NormalizedDag): string => contentHash(dag);

const mapValues = <T, U>(record: Record<string, T> | undefined, change: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record ?? {}).map(([key, value]) => [key, change(value)]));
