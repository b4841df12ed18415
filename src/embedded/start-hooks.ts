import type { Progress } from './progress.js';
import type { Settings } from '../platform/config/settings.js';
import type { Endpoint } from './endpoint-file.js';
import type { ProcessRef } from './process/process-identity.js';

/** A Node program that runs as a child: it gets the settings and addresses by its environment. */
export interface NodeProgram {
  readonly script: string;
  readonly args?: readonly string[];
  readonly nodeArgs?: readonly string[];
}

/** A worker process that has ended and whose process group is gone, so that its lease can be ended at once. */
export interface EndedChild {
  readonly name: string;
  readonly ref: ProcessRef;
}

/** What the supervisor runs besides the servers. The composition root gives the real ones, specs their own. */
export interface StartHooks {
  readonly service: NodeProgram;
  readonly worker: NodeProgram;
  /** Loads what `migrate` needs, while the servers are prepared: it takes long, and they leave this process idle. */
  preload?(): void;
  /** Brings the schema up to date; PostgreSQL answers by then, Temporal perhaps not yet. */
  migrate(databaseUrl: string, settings: Settings): Promise<void>;
  /** Called for each child that ended while others go on, and for those that an earlier start left; the database answers. */
  onChildEnded(child: EndedChild, databaseUrl: string): Promise<void>;
  /** Runs the example pipelines against a ready service; true when all succeeded. */
  runExamples(endpoint: Endpoint, progress: Progress, signal: AbortSignal): Promise<boolean>;
}
