import type { ApprovalAnswer, ApprovalAsk } from '../../sdk/index.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import { keyOf, type TicketKey } from '../attempt/begin.sql.js';

export interface AskedApproval {
  id: string;
  dagId: string;
  ask: ApprovalAsk;
  /** Time from now on (ms). */
  deadlineMs: number;
}

/** Writes the question down, once a try. Answers its times, null where it stands already. */
export async function insertApproval(
  tx: Tx,
  ref: TicketKey,
  { id, dagId, ask, deadlineMs }: AskedApproval,
): Promise<{ requestedAt: string; deadlineAt: string } | null> {
  const { subject, body, choices, multiple, form, assignees, defaults } = ask;
  const { rows } = await tx.query<{ requestedAt: Date; deadlineAt: Date }>(INSERT, [
    ...keyOf(ref),
    id,
    dagId,
    subject,
    body,
    JSON.stringify(choices),
    multiple,
    JSON.stringify(form),
    assignees,
    defaults,
    deadlineMs,
  ]);
  const row = rows[0];
  if (row === undefined) return null;
  return { requestedAt: row.requestedAt.toISOString(), deadlineAt: row.deadlineAt.toISOString() };
}

const INSERT = `
insert into approvals (dag_run_id, task_id, map_index, try_number, id, dag_id, subject, body, choices, multiple, form, assignees, defaults,
  requested_at, deadline_at, state)
select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, now, now + $14 * interval '1 ms', 'PENDING'
from (select clock_timestamp() as now) as clock
on conflict (dag_run_id, task_id, map_index, try_number) do nothing
returning requested_at as "requestedAt", deadline_at as "deadlineAt"`;

export interface ApprovalRow {
  id: string;
  state: 'PENDING' | 'ANSWERED' | 'DEFAULTED' | 'EXPIRED';
  defaults: string[] | null;
  form: ApprovalAsk['form'];
  chosen: string[] | null;
  params: ApprovalAnswer['params'] | null;
  note: string | null;
  respondedAt: Date | null;
  respondedById: string | null;
  respondedByName: string | null;
  deadlineAt: Date;
  now: Date;
}

/** Locks the question of a try: an answer and the deadline are put in a row here. */
export async function lockApproval(tx: Tx, ref: TicketKey): Promise<ApprovalRow> {
  const { rows } = await tx.query<ApprovalRow>(LOCK, keyOf(ref));
  if (rows[0] === undefined) throw new Error('a question that was asked has vanished');
  return rows[0];
}

const LOCK = `
select id, state, defaults, form, chosen, params, note, responded_at as "respondedAt", responded_by_id as "respondedById",
  responded_by_name as "respondedByName", deadline_at as "deadlineAt", clock_timestamp() as now
from approvals where dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4 for update`;

/** The deadline has come before an answer: the default holds, or nothing. The caller has the row's lock. */
export async function closeApproval(
  tx: Tx,
  id: string,
  close: { state: 'DEFAULTED' | 'EXPIRED'; chosen: string[] | null; params: object | null; at: Date },
): Promise<void> {
  await tx.query('update approvals set state = $2, chosen = $3, params = $4, responded_at = $5 where id = $1', [
    id,
    close.state,
    close.chosen,
    close.params === null ? null : JSON.stringify(close.params),
    close.at,
  ]);
}
