import type { Actor } from '../domain/events/actor.js';
import type { JsonObject } from '../domain/json.js';

/** The try that made an update. */
export interface TrySource {
  dagId: string;
  dagRunId: string;
  runId: string;
  taskId: string;
  mapIndex: number;
  tryNumber: number;
}

/** An update of an asset, as a task, a person or a watcher tells of it. */
export interface AssetUpdate {
  asset: string;
  /** Masked; see `assetUpdateProblem` for what is taken. */
  extra: JsonObject;
  partition: string | null;
  /** The alias by way of which the task named the asset. */
  alias?: string | null;
  /** The try, or the name of the hook or poller; null: a person. */
  source: TrySource | { watcher: string } | null;
  actor: Actor;
  /** RFC 3339. */
  occurredAt: string;
  reason?: string | null;
  causationId?: string | null;
}

/** An update that is written. */
export interface RecordedAssetEvent {
  /** The event AssetUpdated, `asset-orders:12`. */
  id: string;
  asset: string;
  partition: string | null;
}
