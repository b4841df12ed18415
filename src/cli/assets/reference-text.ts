import { taskName } from '../tasks/task-name.js';
import type { AssetEventInfo, AssetReference } from './assets.operations.js';

/** `shop/load`, or `report` where it is the schedule. */
export const referenceText = ({ dagId, taskId, alias }: AssetReference): string =>
  `${dagId}${taskId === null ? '' : `/${taskId}`}${alias === null ? '' : ` (as ${alias})`}`;

/** Who made an update: the task with its run, else the person or the hook. */
export const makerText = ({ dagId, runId, taskId, mapIndex, actor }: AssetEventInfo): string =>
  dagId === null || taskId === null
    ? actor.name
    : `${dagId}/${runId ?? ''} ${taskName({ taskId, mapIndex: mapIndex ?? -1 })}`;
