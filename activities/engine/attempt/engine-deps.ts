import type { Pool } from 'pg';
import type { NormalizedSchedule } from '../../../src/domain/schedule/schedule.js';
import type { TimetableParts } from '../../../src/domain/schedule/timetable.js';
import type { Notifier } from '../../../src/event-store/index.js';
import type { OperatorDefinition } from '../../sdk/index.js';
import type { DagCache } from '../context/dag-cache.js';
import type { SecretSource } from '../context/secret-source.js';
import type { Masker } from '../log/masker.js';
import type { ProcessGroups } from '../process/process-groups.js';
import type { RealPipes } from '../process/real-pipes.js';
import type { SlotGranter } from '../slots/slot-granter.js';
import type { Callbacks } from '../waits/callback-desk.js';
import type { WorkerIdentity } from './worker-identity.js';

/** Everything that attempts need from the worker process. */
export interface EngineDeps {
  pool: Pool;
  /** For logs; its commits need not wait for the disk. */
  logPool: Pool;
  notifier: Notifier;
  worker: WorkerIdentity;
  /** Looks at the queues of pools after what may have moved them. */
  slots: SlotGranter;
  dags: DagCache;
  operator(type: string): OperatorDefinition | undefined;
  /** Timetables and calendars of the user's project; left out, there are none. */
  scheduleParts?(schedule: NormalizedSchedule | null): TimetableParts;
  secrets: SecretSource;
  masker: Masker;
  groups: ProcessGroups;
  pipes: RealPipes;
  /** Folders that operators may use, absolute. */
  fileRoots: readonly string[];
  /** Time between TERM and KILL (ms). */
  killAfterMs: number;
  logBytesPerTry?: number;
  /** How other systems call back; left out, tasks that wait for that fail. */
  callbacks?: Callbacks;
  /** Errors that are nobody's failure: the database away for a moment, a lost log. */
  onError(error: unknown): void;
}
