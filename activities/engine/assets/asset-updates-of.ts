import type { AssetUpdate } from '../../../src/assets/asset-update.js';
import type { AddedUpdate } from '../../../src/domain/assets/outlet-updates.js';
import { isoOf } from '../../../src/domain/time/instant.js';
import { type Begun, endEventId } from '../attempt/begin.js';
import { workerActor, type WorkerIdentity } from '../attempt/worker-identity.js';

interface Updating {
  begun: Pick<Begun, 'ref' | 'attempt'>;
  worker: WorkerIdentity;
  dagId: string | null;
  runId?: string;
  endedAt: number;
  updates?: readonly AddedUpdate[];
}

/** What a try that ends has updated, as it is written down. */
export function assetUpdatesOf({ begun, worker, dagId, runId = '', endedAt, updates = [] }: Updating): AssetUpdate[] {
  const { ref, attempt } = begun;
  const { dagRunId, taskId, mapIndex, tryNumber } = ref;
  const source = { dagId: dagId ?? '', dagRunId, runId, taskId, mapIndex, tryNumber };
  const causationId = endEventId(ref, attempt);
  const about = { source, actor: workerActor(worker), occurredAt: isoOf(endedAt), causationId };
  return updates.map((update) => ({ ...update, ...about }));
}
