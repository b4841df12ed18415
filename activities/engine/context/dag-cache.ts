import { type CompiledDag, compileDag, type CompiledTask, type NormalizedDag } from '../../../src/domain/dag/index.js';
import { type NotifyPlan, notifyPlanOf } from '../../../src/domain/notifications/notify-plan.js';
import { DEFAULT_TIMEZONE, type NormalizedSchedule } from '../../../src/domain/schedule/schedule.js';
import type { Queryable } from '../../../src/platform/database/reading.js';
import { readSpec } from './run-facts.sql.js';

/** A DAG version as runs and tasks need it. */
export interface LoadedVersion {
  dag: CompiledDag;
  tasks: ReadonlyMap<string, CompiledTask>;
  catchup: boolean;
  /** Zone of the schedule. */
  timezone: string;
  schedule: NormalizedSchedule | null;
  /** RFC 3339; null for none. */
  endDate: string | null;
  /** Null where the DAG tells nobody of anything. */
  notify: NotifyPlan | null;
}

/** Versions kept at once; they never change, so nothing is ever stale. */
const KEPT = 50;

/** Compiled DAG versions, the ones used last. */
export class DagCache {
  private readonly kept = new Map<string, Promise<LoadedVersion>>();

  constructor(private readonly db: Queryable) {}

  /**
   * @param db the caller's transaction, where it has one: nobody who holds a connection waits for another
   * @throws where the version does not exist, or PostgreSQL is out of reach
   */
  load(dagId: string, version: number, db = this.db): Promise<LoadedVersion> {
    const key = `${dagId} ${version}`;
    const found = this.kept.get(key) ?? read(db, dagId, version);
    this.kept.delete(key);
    this.kept.set(key, found);
    found.catch(() => this.kept.delete(key));
    const oldest = this.kept.keys().next();
    if (this.kept.size > KEPT && oldest.done !== true) this.kept.delete(oldest.value);
    return found;
  }
}

async function read(db: Queryable, dagId: string, version: number): Promise<LoadedVersion> {
  const spec = (await readSpec(db, dagId, version)) as NormalizedDag | null;
  if (spec === null) throw new Error(`dag ${dagId} has no version ${version}`);
  const dag = compileDag(spec);
  const tasks = new Map(dag.tasks.map((task) => [task.id, task]));
  return { dag, tasks, notify: notifyPlanOf(dag), ...whenOf(spec) };
}

function whenOf({ schedule, endDate, catchup }: NormalizedDag) {
  return {
    catchup: catchup ?? false,
    timezone: schedule?.timezone ?? DEFAULT_TIMEZONE,
    schedule: schedule ?? null,
    endDate: endDate ?? null,
  };
}
