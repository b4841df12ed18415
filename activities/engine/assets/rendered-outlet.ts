import type { Outlet } from '../../../src/domain/assets/outlet-updates.js';
import type { TaskOutlet } from '../../../src/domain/dag/compile/compiled.js';
import type { Json, JsonObject } from '../../../src/domain/json.js';
import { TaskFailure } from '../../sdk/index.js';

/** What of an outlet is a template, under its place in the list. */
export function templatedOf(outlet: TaskOutlet, place: number): [string, JsonObject] {
  if ('alias' in outlet) return [String(place), {}];
  const { extra, partition } = outlet;
  return [
    String(place),
    { ...(extra === undefined ? {} : { extra }), ...(partition === undefined ? {} : { partition }) },
  ];
}

/** An outlet as its templates have come out. @throws TaskFailure of type BadOutlet, not retryable, where that cannot be one */
export function outletOf(outlet: TaskOutlet, rendered: Json | undefined): Outlet {
  if ('alias' in outlet) return outlet;
  const { asset } = outlet;
  const { extra, partition } = rendered as JsonObject;
  if (partition !== undefined && typeof partition !== 'string' && typeof partition !== 'number') {
    throw new TaskFailure('BadOutlet', `the partition of asset "${asset}" is no text`, { retryable: false });
  }
  return {
    asset,
    ...(extra === undefined ? {} : { extra: extra as JsonObject }),
    ...(partition === undefined ? {} : { partition: String(partition) }),
  };
}
