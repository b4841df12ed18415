import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { VersionReader } from '../dags/index.js';
import type { ResultOrigin } from '../domain/runs/outcome.js';
import { type SlotPlace, slotPlaces } from '../pools/index.js';
import { readRows } from '../platform/database/reading.js';
import { loaderOf, type RequestContext } from '../platform/graphql/request-context.js';
import { explainTask } from './explain-task.js';
import type { TaskExplanationModel, TaskInstanceModel } from './tasks.model.js';

interface RunFactsRow {
  id: string;
  dagId: string;
  versionNumber: number;
  state: string;
  admitted: boolean;
  dagPaused: boolean;
}

/** Brings together what explains a task instance: its run, its definition, and the states above it. */
@Injectable()
export class Explanations {
  constructor(
    @Inject(Pool) private readonly pool: Pool,
    @Inject(VersionReader) private readonly versions: VersionReader,
  ) {}

  async explain(context: RequestContext, task: TaskInstanceModel): Promise<TaskExplanationModel> {
    const run = await this.run(context, task.dagRunId);
    const version = await this.versions.compiled(this.pool, run.dagId, run.versionNumber);
    const definition = version.tasks.get(task.taskId);
    const states = await Promise.all((definition?.upstream ?? []).map((id) => this.state(context, task.dagRunId, id)));
    const from = await this.origin(context, task);
    const slots =
      task.state === 'QUEUED' || task.state === 'UP_FOR_RESCHEDULE' ? await this.slots(context, task) : null;
    const rule = definition?.triggerRule ?? 'all_success';
    return explainTask({ ...task, from, rule, upstream: states.flat(), run, slots });
  }

  /** Why the current try succeeded without running. */
  private origin(context: RequestContext, task: TaskInstanceModel): Promise<ResultOrigin | null> {
    type Try = readonly [run: string, task: string, map: number, number: number];
    const batch = async (tries: readonly Try[]): Promise<(ResultOrigin | null)[]> => {
      const arrays = [0, 1, 2, 3].map((i) => tries.map((each) => each[i]));
      const rows = await readRows<{ question: number; from: ResultOrigin }>(this.pool, ORIGINS.sql, arrays);
      const found = tries.map((): ResultOrigin | null => null);
      for (const { question, from } of rows) found[question - 1] = from;
      return found;
    };
    if (task.state !== 'SUCCESS' || task.tryNumber === 0) return Promise.resolve(null);
    const { dagRunId, taskId, mapIndex, tryNumber } = task;
    const loader = loaderOf(context, ORIGINS, batch, (each: Try) => each.join('/'));
    return loader.load([dagRunId, taskId, mapIndex, tryNumber]);
  }

  private run(context: RequestContext, id: string): Promise<RunFactsRow> {
    const batch = async (ids: readonly string[]): Promise<RunFactsRow[]> => {
      const rows = await readRows<RunFactsRow>(this.pool, RUNS.sql, [ids]);
      return ids.map((each) => rows.find((row) => row.id === each) ?? missing(each));
    };
    return loaderOf(context, RUNS, batch).load(id);
  }

  /** Its place in the queue of a pool, where it waits for slots. */
  private slots(context: RequestContext, task: TaskInstanceModel): Promise<SlotPlace | null> {
    const nameOf = (each: InstanceKey): string => `${each.dagRunId}/${each.taskId}/${each.mapIndex}`;
    const batch = async (keys: readonly InstanceKey[]): Promise<(SlotPlace | null)[]> => {
      const places = new Map((await slotPlaces(this.pool, keys)).map((place) => [nameOf(place), place]));
      return keys.map((key) => places.get(nameOf(key)) ?? null);
    };
    const { dagRunId, taskId, mapIndex } = task;
    return loaderOf(context, SLOTS, batch, nameOf).load({ dagRunId, taskId, mapIndex });
  }

  /** States of a task's instances. */
  private state(
    context: RequestContext,
    dagRunId: string,
    taskId: string,
  ): Promise<{ taskId: string; state: string }[]> {
    const batch = async (keys: readonly [string, string][]): Promise<{ taskId: string; state: string }[][]> => {
      const arrays = [keys.map(([run]) => run), keys.map(([, task]) => task)];
      const rows = await readRows<{ question: number; taskId: string; state: string }>(this.pool, STATES.sql, arrays);
      const found = keys.map((): { taskId: string; state: string }[] => []);
      for (const row of rows) found[row.question - 1]?.push({ taskId: row.taskId, state: row.state });
      return found;
    };
    return loaderOf(context, STATES, batch, ([run, task]: [string, string]) => `${run}/${task}`).load([
      dagRunId,
      taskId,
    ]);
  }
}

const RUNS = {
  sql: `select r.id, r.dag_id as "dagId", r.version_number as "versionNumber", r.state, r.admitted_at is not null as admitted, d.paused as "dagPaused"
  from dag_runs r join dags d on d.id = r.dag_id where r.id = any($1)`,
};
const ORIGINS = {
  sql: `select q.ordinality::int as question, t.outcome->'from' as "from"
  from unnest($1::text[], $2::text[], $3::int[], $4::int[]) with ordinality as q(dag_run_id, task_id, map_index, try_number, ordinality)
  join tickets t using (dag_run_id, task_id, map_index, try_number) where t.outcome ? 'from'`,
};
type InstanceKey = Pick<TaskInstanceModel, 'dagRunId' | 'taskId' | 'mapIndex'>;
const SLOTS = {};
const STATES = {
  sql: `select q.ordinality::int as question, t.task_id as "taskId", t.state
  from unnest($1::text[], $2::text[]) with ordinality as q(dag_run_id, task_id, ordinality) join task_instances t using (dag_run_id, task_id)`,
};

function missing(id: string): never {
  throw new Error(`run ${id} is gone`);
}
