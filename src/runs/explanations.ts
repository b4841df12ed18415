import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { VersionReader } from '../dags/index.js';
import { type SlotPlace, slotPlaces } from '../pools/index.js';
import { readRows } from '../platform/database/reading.js';
import { loaderOf, type RequestContext } from '../platform/graphql/request-context.js';
import { explainTask, type TaskFacts } from './explain-task.js';
import type { TaskExplanationModel, TaskInstanceModel } from './tasks.model.js';

interface RunFactsRow {
  id: string;
  dagId: string;
  versionNumber: number;
  state: string;
  admitted: boolean;
  dagPaused: boolean;
}

/** What the ticket of a try has to tell. */
type TicketFacts = Required<Pick<TaskFacts, 'from' | 'overdueAt'>>;
const NOTHING_SAID: TicketFacts = { from: null, overdueAt: null };

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
    const ticket = await this.ticket(context, task);
    const slots = await this.slots(context, task);
    const rule = definition?.triggerRule ?? 'all_success';
    return explainTask({ ...task, ...ticket, rule, upstream: states.flat(), run, slots });
  }

  /** What its ticket says of the current try. */
  private ticket(context: RequestContext, task: TaskInstanceModel): Promise<TicketFacts> {
    type Try = readonly [run: string, task: string, map: number, number: number];
    const batch = async (tries: readonly Try[]): Promise<TicketFacts[]> => {
      const arrays = [0, 1, 2, 3].map((i) => tries.map((each) => each[i]));
      const rows = await readRows<TicketFacts & { question: number }>(this.pool, TICKETS.sql, arrays);
      const found = tries.map(() => NOTHING_SAID);
      for (const { question, ...said } of rows) found[question - 1] = said;
      return found;
    };
    if (!['SUCCESS', 'QUEUED'].includes(task.state) || task.tryNumber === 0) return Promise.resolve(NOTHING_SAID);
    const { dagRunId, taskId, mapIndex, tryNumber } = task;
    const loader = loaderOf(context, TICKETS, batch, (each: Try) => each.join('/'));
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
    if (!MAY_WAIT.includes(task.state)) return Promise.resolve(null);
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
const TICKETS = {
  sql: `select q.ordinality::int as question, t.outcome->'from' as "from", t.overdue_at as "overdueAt"
  from unnest($1::text[], $2::text[], $3::int[], $4::int[]) with ordinality as q(dag_run_id, task_id, map_index, try_number, ordinality)
  join tickets t using (dag_run_id, task_id, map_index, try_number) where t.outcome ? 'from' or t.overdue_at is not null`,
};
type InstanceKey = Pick<TaskInstanceModel, 'dagRunId' | 'taskId' | 'mapIndex'>;
const SLOTS = {};
/** States of instances that may stand in the queue of a pool. */
const MAY_WAIT = ['QUEUED', 'UP_FOR_RESCHEDULE', 'DEFERRED'];
const STATES = {
  sql: `select q.ordinality::int as question, t.task_id as "taskId", t.state
  from unnest($1::text[], $2::text[]) with ordinality as q(dag_run_id, task_id, ordinality) join task_instances t using (dag_run_id, task_id)`,
};

function missing(id: string): never {
  throw new Error(`run ${id} is gone`);
}
