import type { AwaitedPart } from '../../../src/domain/external/judge-awaited.js';
import { readRow } from '../../../src/platform/database/reading.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import { lockNewRuns } from '../../../src/runs/new-run-lock.js';
import type { AwaitedTarget } from '../../sdk/index.js';
import { keyOf, type TicketKey } from '../attempt/begin.sql.js';
import type { Owner } from '../attempt/finish.sql.js';

/** Names of the awaited run: one of the two. */
export interface AwaitedName {
  dagId: string;
  runId: string | null;
  /** RFC 3339. */
  logicalDate: string | null;
}

/**
 * Writes down what the owner's open ticket waits for, in place of what it has waited for until now. Answers null where the ticket is not the owner's any more.
 * Order of locks: ticket, then the one of new runs, and none of a run.
 */
export async function registerWait(
  tx: Tx,
  ref: TicketKey,
  owner: Owner,
  { dagId, by, part }: AwaitedTarget,
): Promise<AwaitedName | null> {
  const { rowCount } = await tx.query(MARK_TICKET, [...keyOf(ref), owner.incarnation, owner.fence]);
  if (rowCount === 0) return null;
  await lockNewRuns(tx, [dagId], 'await');
  return readRow<AwaitedName>(tx, INSERT_WAIT, [
    ...keyOf(ref),
    dagId,
    ...('runId' in by ? [by.runId, null, 0] : [null, by.logicalDate, by.offsetMs]),
    part !== null && 'tasks' in part ? part.tasks : null,
    part !== null && 'group' in part ? part.group : null,
  ]);
}

const MARK_TICKET = `
update tickets set awaits_run = true
where dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4 and owner = $5 and fence = $6 and outcome is null`;

const INSERT_WAIT = `
insert into external_waits (dag_run_id, task_id, map_index, try_number, dag_id, run_id, logical_date, tasks, task_group)
values ($1, $2, $3, $4, $5, $6, $7::timestamptz - $8 * interval '1 ms', $9, $10)
on conflict (dag_run_id, task_id, map_index, try_number) do update
  set dag_id = excluded.dag_id, run_id = excluded.run_id, logical_date = excluded.logical_date, tasks = excluded.tasks, task_group = excluded.task_group
returning dag_id as "dagId", run_id as "runId", logical_date as "logicalDate"`;

/**
 * Locks the awaited run, where it exists, and has its turns look for who waits from now on. A turn under way is waited for: what is read of the run afterwards
 * in this transaction holds it, and every later turn finds the wait, which must have been committed.
 */
export const markAwaited = (
  tx: Tx,
  { dagId, runId, logicalDate }: AwaitedName,
): Promise<{ id: string; dagId: string; runId: string; state: string } | null> =>
  readRow(
    tx,
    `update dag_runs set awaited = true where dag_id = $1 and (run_id = $2 or logical_date = $3::timestamptz)
     returning id, dag_id as "dagId", run_id as "runId", lower(state) as state`,
    [dagId, runId, logicalDate],
  );

/** States of the instances of tasks, or of all tasks of a group. */
export async function readAwaitedTasks(
  tx: Tx,
  dagRunId: string,
  part: NonNullable<AwaitedTarget['part']>,
): Promise<AwaitedPart[]> {
  const named = 'tasks' in part ? part.tasks : [];
  const { rows } = await tx.query<AwaitedPart>(
    `select task_id as name, array_agg(distinct lower(state)) as states from task_instances
     where dag_run_id = $1 and state <> 'REMOVED' and (task_id = any($2) or starts_with(task_id, $3)) group by task_id order by task_id`,
    [dagRunId, named, 'group' in part ? `${part.group}.` : null],
  );
  const found = new Set(rows.map(({ name }) => name));
  const absent = 'group' in part ? (rows.length === 0 ? [part.group] : []) : named.filter((name) => !found.has(name));
  return [...rows, ...absent.map((name) => ({ name, states: [] }))];
}

/** Tries that wait for the end of the run, or of one of these tasks of it. In the order of their keys, in which they are to be locked. */
export async function readAwaiting(
  tx: Tx,
  dagRunId: string,
  ended: { run: boolean; tasks: readonly string[] },
): Promise<TicketKey[]> {
  const { rows } = await tx.query<TicketKey>(READ_AWAITING, [dagRunId, ended.run, ended.tasks]);
  return rows;
}

const READ_AWAITING = `
select w.dag_run_id as "dagRunId", w.task_id as "taskId", w.map_index as "mapIndex", w.try_number as "tryNumber"
from dag_runs r join external_waits w on w.dag_id = r.dag_id and (w.run_id = r.run_id or w.logical_date = r.logical_date)
where r.id = $1 and case
  when w.tasks is null and w.task_group is null then $2
  else w.tasks && $3::text[] or exists (select 1 from unnest($3::text[]) as t(id) where starts_with(t.id, w.task_group || '.')) end
order by 1, 2, 3, 4`;

export const latestVersionOf = async (tx: Pick<Tx, 'query'>, dagId: string): Promise<number | null> => {
  const { rows } = await tx.query<{ number: number }>('select latest_version as number from dags where id = $1', [
    dagId,
  ]);
  return rows[0]?.number ?? null;
};
