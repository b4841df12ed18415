import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { readPast } from '../../activities/engine/run/index.js';
import { type CompiledVersion, VersionReader } from '../dags/index.js';
import { explainInstance } from '../domain/runs/explain/explain-instance.js';
import type { SlotPlace } from '../domain/runs/explain/explain-slots.js';
import type { Explanation, Known, LastEvent, PastRun, TicketKnown } from '../domain/runs/explain/explanation.js';
import { areMappedTogether, entryOf, type Instance } from '../domain/runs/instances.js';
import { hasOpenTicket } from '../domain/runs/run-state.js';
import { isFinished } from '../domain/runs/task-state.js';
import { TurnDraft } from '../domain/runs/turn-draft.js';
import { slotPlaces } from '../pools/index.js';
import { readRows } from '../platform/database/reading.js';
import { loaderOf, type RequestContext } from '../platform/graphql/request-context.js';
import { type InstanceTry, readLastEvents, readTickets } from './instance-facts.js';
import { RunStates } from './run-states.js';
import type { TaskExplanationModel, TaskInstanceModel } from './tasks.model.js';
import { type InstanceKey, instanceText } from './tasks.queries.js';

type RunRow = Known['run'] & {
  id: string;
  dagId: string;
  versionNumber: number;
  logicalDate: string | null;
  allTasks: boolean;
  head: number;
};

/** A run as a whole request sees it. */
interface SeenRun {
  row: RunRow;
  version: CompiledVersion;
  draft: TurnDraft;
}

const GONE: Explanation = { reason: 'REMOVED', summary: 'no longer part of the run', blockedBy: [], facts: {} };

/** Told by the dry run of a clear on the latest version. */
const COMING: Explanation = {
  ...GONE,
  reason: 'DECIDING',
  summary: 'not part of the run yet: the latest version adds it',
};

/** Why task instances are in their states: brings together the state of their run and what is known beside it. */
@Injectable()
export class Explanations {
  constructor(
    @Inject(Pool) private readonly pool: Pool,
    @Inject(VersionReader) private readonly versions: VersionReader,
    @Inject(RunStates) private readonly states: RunStates,
  ) {}

  async explain(context: RequestContext, task: TaskInstanceModel): Promise<TaskExplanationModel> {
    const run = await this.run(context, task.dagRunId);
    const at: Instance = { position: run.draft.index.position.get(task.taskId) ?? -1, mapIndex: task.mapIndex };
    const rule = run.version.tasks.get(task.taskId)?.triggerRule ?? 'all_success';
    const absent = task.state === 'REMOVED' ? GONE : COMING;
    const [upstream, explanation] = await Promise.all([
      this.upstream(context, run, at),
      entryOf(run.draft.state, at) === undefined ? absent : this.judge(context, run, at),
    ]);
    return { rule, upstream, ...explanation };
  }

  /** The past is looked up only where it is what keeps the instance. */
  private async judge(context: RequestContext, run: SeenRun, at: Instance): Promise<Explanation> {
    const known = await this.known(context, run, at);
    const explanation = explainInstance(run.draft, at, known);
    if (explanation.reason !== 'PAST') return explanation;
    return explainInstance(run.draft, at, { ...known, past: await this.past(context, run, at) });
  }

  private async known(context: RequestContext, { row, version, draft }: SeenRun, at: Instance): Promise<Known> {
    const { id: taskId } = draft.task(at.position);
    const { state, tryNumber } = draft.entry(at);
    const task = version.tasks.get(taskId);
    const key = { dagRunId: row.id, taskId, mapIndex: at.mapIndex };
    const [ticket, slots] = await Promise.all([
      tryNumber === 0 || state === 'none' ? null : this.ticket(context, [row.id, taskId, at.mapIndex, tryNumber]),
      hasOpenTicket(draft.entry(at)) ? this.slots(context, key) : null,
    ]);
    // what succeeded by itself has nothing more to tell: of most instances of a large run, the stream is not searched
    const told = state === 'success' && ticket?.succeeded === true;
    const asks = (isFinished(state) && !told) || state === 'up_for_retry';
    const last = asks ? await this.last(context, row.id, { taskId, mapIndex: at.mapIndex }) : null;
    const { type = '', waitForDownstream = false } = task ?? {};
    return { run: row, type, waitForDownstream, ...(task === undefined ? {} : { limits: task }), ticket, slots, last };
  }

  private run(context: RequestContext, id: string): Promise<SeenRun> {
    const batch = async (ids: readonly string[]): Promise<SeenRun[]> => {
      const rows = new Map((await readRows<RunRow>(this.pool, RUNS.sql, [ids])).map((row) => [row.id, row]));
      return Promise.all(ids.map((each) => this.see(rows.get(each) ?? missing(each))));
    };
    return loaderOf(context, RUNS, batch).load(id);
  }

  private async see(row: RunRow): Promise<SeenRun> {
    const version = await this.versions.compiled(this.pool, row.dagId, row.versionNumber);
    const { index, state } = await this.states.at(row);
    return { row, version, draft: new TurnDraft(index, state, Date.now()) };
  }

  private ticket(context: RequestContext, key: InstanceTry): Promise<TicketKnown | null> {
    const batch = (tries: readonly InstanceTry[]) => readTickets(this.pool, tries);
    return loaderOf(context, TICKETS, batch, (each: InstanceTry) => each.join('/')).load(key);
  }

  private last(
    context: RequestContext,
    dagRunId: string,
    key: { taskId: string; mapIndex: number },
  ): Promise<LastEvent | null> {
    const owner = ownerOf(context, dagRunId);
    const batch = (keys: readonly { taskId: string; mapIndex: number }[]) => readLastEvents(this.pool, dagRunId, keys);
    return loaderOf(context, owner, batch, (each) => `${each.mapIndex}/${each.taskId}`).load(key);
  }

  /** Its place in the queue of a pool, where it waits for slots. */
  private slots(context: RequestContext, key: InstanceKey): Promise<SlotPlace | null> {
    const batch = async (keys: readonly InstanceKey[]): Promise<(SlotPlace | null)[]> => {
      const places = new Map((await slotPlaces(this.pool, keys)).map((place) => [instanceText(place), place]));
      return keys.map((each) => places.get(instanceText(each)) ?? null);
    };
    return loaderOf(context, SLOTS, batch, instanceText).load(key);
  }

  /** The same for all instances of a task. */
  private past(context: RequestContext, run: SeenRun, { position }: Instance): Promise<PastRun | null> {
    const { row, version, draft } = run;
    const taskId = draft.task(position).id;
    const below = version.tasks.get(taskId)?.downstream ?? [];
    const { dagId, logicalDate } = row;
    const catchup = version.spec.catchup ?? false;
    const startDate = version.tasks.get(taskId)?.startDate ?? null;
    const batch = (questions: readonly PastQuestion[]): Promise<(PastRun | null)[]> =>
      Promise.all(questions.map((question) => readPast(this.pool, question)));
    const question = { dagRunId: row.id, dagId, logicalDate, taskId, below, catchup, startDate };
    return loaderOf(context, PAST, batch, (each) => `${each.dagRunId}/${each.taskId}`).load(question);
  }

  /** States of the direct upstream task instances that matter to this one, with their counts. */
  private async upstream(context: RequestContext, { row, draft }: SeenRun, at: Instance): Promise<Counts> {
    const { index, state } = draft;
    const all: Counts = {};
    const counts = await Promise.all(
      (index.upstream[at.position] ?? []).map((source) => {
        const together = areMappedTogether(index, at.position, source) && state.mapped?.[source] !== undefined;
        return this.counts(context, [row.id, draft.task(source).id, together ? at.mapIndex : -1]);
      }),
    );
    for (const each of counts) for (const [name, count] of Object.entries(each)) all[name] = (all[name] ?? 0) + count;
    return all;
  }

  private counts(context: RequestContext, key: CountsKey): Promise<Counts> {
    const batch = async (keys: readonly CountsKey[]): Promise<Counts[]> => {
      const arrays = [0, 1, 2].map((i) => keys.map((each) => each[i]));
      const found = keys.map((): Counts => ({}));
      type Row = { question: number; state: string; count: number };
      for (const { question, state, count } of await readRows<Row>(this.pool, COUNTS.sql, arrays))
        Object.assign(found[question - 1] ?? {}, { [state]: count });
      return found;
    };
    return loaderOf(context, COUNTS, batch, (each: CountsKey) => each.join('/')).load(key);
  }
}

type PastQuestion = Parameters<typeof readPast>[1] & { dagRunId: string };
type Counts = { [state: string]: number };
/** Map index −1: all instances. */
type CountsKey = readonly [dagRunId: string, taskId: string, mapIndex: number];

const RUNS = {
  sql: `select r.id, r.dag_id as "dagId", r.version_number as "versionNumber", r.logical_date as "logicalDate", r.all_tasks as "allTasks", r.head,
    r.admitted_at is not null as admitted, d.paused as "dagPaused", case when b.id is null then d.max_active_runs else b.max_active_runs end as "maxActiveRuns",
    case when b.id is not null then json_build_object('id', b.id, 'paused', b.state = 'PAUSED') end as backfill,
    (select count(*)::int from dag_runs a where a.dag_id = r.dag_id and a.backfill_id is not distinct from r.backfill_id
       and a.admitted_at is not null and a.ended_at is null) as "activeRuns"
  from dag_runs r join dags d on d.id = r.dag_id left join backfills b on b.id = r.backfill_id where r.id = any($1)`,
};
const COUNTS = {
  sql: `select q.ordinality::int as question, t.state, count(*)::int as count
  from unnest($1::text[], $2::text[], $3::int[]) with ordinality as q(dag_run_id, task_id, map_index, ordinality)
  join task_instances t on t.dag_run_id = q.dag_run_id and t.task_id = q.task_id and (q.map_index < 0 or t.map_index = q.map_index)
  group by 1, 2`,
};
const TICKETS = {};
const PAST = {};
const SLOTS = {};
const LAST = {};

/** A loader's owner for each run that a request looks at. */
function ownerOf(context: RequestContext, dagRunId: string): object {
  const owners = (context.loaders.get(LAST) as Map<string, object> | undefined) ?? new Map<string, object>();
  context.loaders.set(LAST, owners);
  const owner = owners.get(dagRunId) ?? {};
  owners.set(dagRunId, owner);
  return owner;
}

function missing(id: string): never {
  throw new Error(`run ${id} is gone`);
}
