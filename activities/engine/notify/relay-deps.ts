import type { Pool } from 'pg';
import type { Actor } from '../../../src/domain/events/actor.js';
import type { Notifier } from '../../../src/event-store/index.js';
import type { OperatorDefinition, TaskLogger } from '../../sdk/index.js';
import type { DagCache } from '../context/dag-cache.js';
import type { SecretSource } from '../context/secret-source.js';
import type { Masker } from '../log/masker.js';

/** What sending needs from the worker process: user code, connections, secrets. */
export interface RelayDeps {
  pool: Pool;
  dags: DagCache;
  notifier: Notifier;
  /** Who stands in the events. */
  actor: Actor;
  operator(type: string): OperatorDefinition | undefined;
  secrets: SecretSource;
  masker: Masker;
  /** Folders that notifiers may take files from, as of tasks. */
  fileRoots: readonly string[];
  /** Where notifiers log: no task's log is theirs. */
  logger: TaskLogger;
  onError(error: unknown): void;
}
