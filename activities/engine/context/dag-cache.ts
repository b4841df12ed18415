import type { Pool } from 'pg';
import { compileDag, type CompiledTask, type NormalizedDag } from '../../../src/domain/dag/index.js';
import { readSpec } from './run-facts.sql.js';

/** A DAG version as tasks need it. */
export interface LoadedVersion {
  tasks: ReadonlyMap<string, CompiledTask>;
  /** Zone of the schedule. */
  timezone: string;
}

/** Versions kept at once; they never change, so nothing is ever stale. */
const KEPT = 50;

/** Compiled DAG versions, the ones used last. */
export class DagCache {
  private readonly kept = new Map<string, Promise<LoadedVersion>>();

  constructor(private readonly pool: Pool) {}

  /** @throws where the version does not exist, or PostgreSQL is out of reach */
  load(dagId: string, version: number): Promise<LoadedVersion> {
    const key = `${dagId} ${version}`;
    const found = this.kept.get(key) ?? this.read(dagId, version);
    this.kept.delete(key);
    this.kept.set(key, found);
    found.catch(() => this.kept.delete(key));
    const oldest = this.kept.keys().next();
    if (this.kept.size > KEPT && oldest.done !== true) this.kept.delete(oldest.value);
    return found;
  }

  private async read(dagId: string, version: number): Promise<LoadedVersion> {
    const spec = (await readSpec(this.pool, dagId, version)) as NormalizedDag | null;
    if (spec === null) throw new Error(`dag ${dagId} has no version ${version}`);
    const { tasks } = compileDag(spec);
    return { tasks: new Map(tasks.map((task) => [task.id, task])), timezone: zoneOf(spec.schedule) };
  }
}

function zoneOf(schedule: unknown): string {
  const zone = (schedule as { timezone?: unknown } | null | undefined)?.timezone;
  return typeof zone === 'string' ? zone : 'UTC';
}
