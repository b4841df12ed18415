import type { AddedInstance } from '../../activities/engine/run/index.js';
import type { Affected } from './control.js';
import type { VersionChangeModel } from './runs.model.js';
import type { TaskInstanceModel } from './tasks.model.js';

/** What a run's move to the latest version does to its task instances, removed ones first. */
export function versionChanges({ dagRunId, moved }: Affected): VersionChangeModel[] {
  const named = (change: VersionChangeModel['change']) => (name: string) => {
    const end = name.lastIndexOf('/');
    return { dagRunId, taskId: name.slice(0, end), mapIndex: Number(name.slice(end + 1)), change };
  };
  return [...(moved?.removed ?? []).map(named('REMOVED')), ...(moved?.added ?? []).map(named('ADDED'))];
}

/** A task instance that a dry run tells of and that has no row yet. */
export const comingInstance = (dagRunId: string, row: AddedInstance): TaskInstanceModel => ({
  dagRunId,
  ...row,
  ...{ queuedAt: null, startedAt: null, endedAt: null, nextTryAt: null, renderedFields: null },
  ...{ pokeCount: 0, lastPokeAt: null, note: null },
});
