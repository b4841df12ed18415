import type { LastEvent, TicketKnown } from '../domain/runs/explain/explanation.js';
import type { ResultOrigin, WaitsAs } from '../domain/runs/outcome.js';
import { type Queryable, readRows } from '../platform/database/reading.js';

export type InstanceTry = readonly [dagRunId: string, taskId: string, mapIndex: number, tryNumber: number];

interface TicketRow {
  question: number;
  lost: number;
  settled: boolean;
  succeeded: boolean;
  poke: number | null;
  nextAt: string | null;
  waitingSince: string | null;
  waitsAs: WaitsAs | null;
  overdueAt: string | null;
  from: ResultOrigin | null;
  attempt: number | null;
  worker: string | null;
  since: string | null;
  subject: string | null;
  assignees: string[] | null;
  until: string | null;
  operator: string | null;
  remoteId: string | null;
  jobSince: string | null;
}

/** What the tickets of the given tries tell, in their order; null where a try has none. */
export async function readTickets(db: Queryable, tries: readonly InstanceTry[]): Promise<(TicketKnown | null)[]> {
  const arrays = [0, 1, 2, 3].map((i) => tries.map((each) => each[i]));
  const rows = new Map((await readRows<TicketRow>(db, TICKETS, arrays)).map((row) => [row.question, row]));
  return tries.map((_, i) => ticketOf(rows.get(i + 1)));
}

function ticketOf(row: TicketRow | undefined): TicketKnown | null {
  if (row === undefined) return null;
  const {
    lost,
    settled,
    succeeded,
    overdueAt,
    from,
    attempt,
    worker,
    since,
    subject,
    assignees,
    until,
    operator,
    jobSince,
  } = row;
  return {
    ...{ lost, settled, succeeded, overdueAt, from },
    next: nextOf(row),
    attempt: attempt === null || worker === null || since === null ? null : { number: attempt, worker, since },
    people: subject === null || until === null ? null : { subject, assignees: assignees ?? [], until },
    job: operator === null || jobSince === null ? null : { id: row.remoteId, operator, since: jobSince },
  };
}

const nextOf = ({ poke, nextAt, waitingSince, waitsAs }: TicketRow): TicketKnown['next'] =>
  poke === null || nextAt === null || waitingSince === null
    ? null
    : { poke, at: nextAt, since: waitingSince, as: waitsAs };

/** An attempt is under way while someone owns the ticket: between two pokes nobody does. */
const TICKETS = `
select q.ordinality::int as question, t.lost_count as lost, t.outcome is not null as settled, coalesce(t.outcome->>'kind' = 'SUCCESS', false) as succeeded, t.overdue_at as "overdueAt",
  case when t.owner is null and t.outcome is null then t.poke end as poke, t.next_at as "nextAt", t.waiting_since as "waitingSince", t.waits_as as "waitsAs", t.outcome->'from' as "from",
  a.attempt, a.worker, a.started_at as since, p.subject, p.assignees, p.deadline_at as until,
  j.operator, j.remote_id as "remoteId", j.since as "jobSince"
from unnest($1::text[], $2::text[], $3::int[], $4::int[]) with ordinality as q(dag_run_id, task_id, map_index, try_number, ordinality)
join tickets t using (dag_run_id, task_id, map_index, try_number)
left join approvals p on t.waits_as is not null and p.state = 'PENDING'
  and (p.dag_run_id, p.task_id, p.map_index, p.try_number) = (t.dag_run_id, t.task_id, t.map_index, t.try_number)
left join remote_jobs j on t.has_job and (j.dag_run_id, j.task_id, j.map_index, j.try_number) = (t.dag_run_id, t.task_id, t.map_index, t.try_number)
left join lateral (
  select attempt, worker, started_at from task_attempts
  where t.owner is not null and t.outcome is null
    and (dag_run_id, task_id, map_index, try_number) = (t.dag_run_id, t.task_id, t.map_index, t.try_number)
  order by attempt desc limit 1
) a on true`;

type LastRow = {
  taskId: string;
  mapIndex: number;
  kind: LastEvent['actor']['kind'];
  id: string;
  name: string;
  reason: string | null;
  payload: Pick<LastEvent, 'cause' | 'error' | 'outcome' | 'byHand' | 'settles'>;
};

/** Of instances of one run, what the event tells that ended each, or its last try; in their order, null where nothing has ended. */
export async function readLastEvents(
  db: Queryable,
  dagRunId: string,
  instances: readonly { taskId: string; mapIndex: number }[],
): Promise<(LastEvent | null)[]> {
  const values = [`run-${dagRunId}`, instances.map((each) => each.taskId), instances.map((each) => each.mapIndex)];
  const rows = await readRows<LastRow>(db, LAST_EVENTS, values);
  const found = new Map(rows.map((row) => [`${row.mapIndex}/${row.taskId}`, row]));
  return instances.map(({ taskId, mapIndex }) => lastOf(found.get(`${mapIndex}/${taskId}`)));
}

function lastOf(row: LastRow | undefined): LastEvent | null {
  if (row === undefined) return null;
  const { kind, id, name, reason, payload } = row;
  const { cause, error, outcome, byHand, settles } = payload;
  return {
    actor: { kind, id, name },
    reason,
    ...(cause === undefined ? {} : { cause }),
    ...(error === undefined ? {} : { error }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(byHand === undefined ? {} : { byHand }),
    ...(settles === undefined ? {} : { settles }),
  };
}

const LAST_EVENTS = `
select distinct on (task_id, map_index) task_id as "taskId", map_index as "mapIndex", actor_kind as kind, actor_id as id, actor_name as name, reason, payload
from events join (select * from unnest($2::text[], $3::int[])) as q(task_id, map_index) using (task_id, map_index)
where stream = $1
  and type in ('TaskSucceeded', 'TaskFailed', 'TaskSkipped', 'TaskUpstreamFailed', 'TaskRemoved', 'TaskUpForRetry')
order by task_id, map_index, version desc`;
