import type { TemplateLimits } from './evaluate/limits.js';
import type { LookupResult } from './evaluate/run.js';
import type { Value } from './values/kinds.js';

export type { LookupResult };

/**
 * Where rendering finds what is not in the run's facts. "Not there" is a value (`ok: false` with a message for the user, without secrets);
 * a rejection is trouble with the infrastructure and rejects the rendering.
 */
export interface TemplateLookups {
  /**
   * null for a finished task without such a value, `ok: false` for a task that the DAG does not have.
   * mapIndexes null: the instance's own value, or the list of all for a mapped task.
   */
  xcom(taskId: string, key: string, mapIndexes: readonly number[] | null): Promise<LookupResult>;
  variable(name: string): Promise<LookupResult>;
  /** The connection as an object: host, port, login, password, schema, type, extra. */
  connection(id: string): Promise<LookupResult>;
}

/** Everything that a template sees. */
export interface TemplateScope {
  readonly names: ReadonlyMap<string, Value>;
  readonly lookups: TemplateLookups;
  readonly limits: TemplateLimits;
  /** Called with every secret text that rendering has got hold of, before it can stand in a result: the caller masks it. */
  readonly onSecret: (secret: string) => void;
}
