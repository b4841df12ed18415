import { GROUP_DEFAULTS, TASK_DEFAULTS, TASK_OWN_DEFAULTS } from '../defaults.js';
import { normalizeMapOrder } from '../map-order.js';
import type { NormalizedGroup, NormalizedTask } from '../normalized.js';
import type { ParsedGroup } from '../schema/group-schema.js';
import type { ParsedTask } from '../schema/task-schema.js';
import { dropDefaults } from './drop-defaults.js';
import { normalizeDates, normalizeNotify, normalizeOptions } from './normalize-options.js';

/** What stands around a member: the zone of dates, and the options that it would have without saying anything. */
export interface Surroundings {
  zone: string;
  inherited: object;
}

export function normalizeGroup(group: ParsedGroup, around: Surroundings): NormalizedGroup {
  const defaultArgs = normalizeOptions(group.defaultArgs ?? {}, around.inherited, around.zone);
  const inside: Surroundings = { ...around, inherited: { ...around.inherited, ...defaultArgs } };
  const { tasks, groups, ...own } = group;
  const normalized: NormalizedGroup = {
    ...own,
    ...normalizeMapOrder(own),
    defaultArgs,
    notify: normalizeNotify(group.notify ?? {}),
    tasks: Object.fromEntries(Object.entries(tasks ?? {}).map(([key, task]) => [key, normalizeTask(task, inside)])),
    groups: Object.fromEntries(
      Object.entries(groups ?? {}).map(([key, child]) => [key, normalizeGroup(child, inside)]),
    ),
  };
  return dropDefaults(normalized, GROUP_DEFAULTS);
}

export function normalizeTask(task: ParsedTask, around: Surroundings): NormalizedTask {
  const { teardown, onFailureFailRun, ...rest } = normalizeDates(task, around.zone);
  const normalized: NormalizedTask = {
    ...rest,
    ...normalizeMapOrder(rest),
    teardown: normalizeTeardown(teardown, onFailureFailRun),
  };
  if (normalized.notify !== undefined) normalized.notify = normalizeNotify(normalized.notify);
  // A teardown's rule is fixed: to write it down says nothing.
  if (normalized.teardown !== undefined) delete normalized.triggerRule;
  return dropDefaults(normalized, { ...TASK_DEFAULTS, ...around.inherited, ...TASK_OWN_DEFAULTS });
}

function normalizeTeardown(
  teardown: ParsedTask['teardown'],
  onFailureFailRun: boolean | undefined,
): NormalizedTask['teardown'] {
  if (teardown === undefined || teardown === false) return undefined;
  const given = teardown === true ? {} : teardown;
  return {
    ...(given.setups !== undefined && given.setups.length > 0 && { setups: given.setups }),
    ...((given.onFailureFailRun ?? onFailureFailRun) === true && { onFailureFailRun: true as const }),
  };
}
