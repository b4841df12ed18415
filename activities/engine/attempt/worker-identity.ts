import type { Actor } from '../../../src/domain/events/actor.js';

/** Which worker process makes an attempt. */
export interface WorkerIdentity {
  /** Id of its lease: a restart of the process is another incarnation. */
  incarnation: string;
  /** For people: host and pid. */
  name: string;
  /** What code it has loaded now; null where nobody said. */
  codeVersion(): string | null;
  /** A body begins only while the lease has at least this long (ms): a third of a whole one, 10 s of 30. */
  needsLeaseMs: number;
}

export const workerActor = (worker: WorkerIdentity): Actor => ({
  kind: 'WORKER',
  id: worker.incarnation,
  name: worker.name,
});
