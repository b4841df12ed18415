import { waitStream, wakeTicket } from '../../activities/engine/waits/index.js';
import type { JsonObject } from '../domain/json.js';
import { appendToStream } from '../event-store/index.js';
import type { Tx } from '../platform/database/transaction.js';
import { isRefused, type Refused, refuse } from '../platform/graphql/idempotency.js';
import { eventOf } from '../platform/graphql/mutations.js';
import type { DagIssueModel } from '../platform/graphql/refusal.model.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import type { RespondToApprovalInput } from './approvals.input.js';
import { judgeResponse, type OpenQuestion } from './judge-response.js';

interface QuestionRow extends OpenQuestion {
  id: string;
  dagId: string;
  dagRunId: string;
  taskId: string;
  mapIndex: number;
  tryNumber: number;
}

/**
 * A person's answer in one transaction: judged under the locks of the ticket and of the question, in this order, written down with its event, and the
 * wait is woken. Of two answers, or an answer and the deadline, the first to have the lock wins.
 */
export async function respond(
  tx: Tx,
  input: RespondToApprovalInput,
  context: RequestContext,
): Promise<{ id: string } | { issues: DagIssueModel[] } | Refused> {
  const row = await lockQuestion(tx, input);
  if (row === null) return refuse('NOT_FOUND', `task "${input.taskId}" of run ${input.dagRunId} asks nobody`);
  const chosen = [...(input.choice == null ? [] : [input.choice]), ...(input.choices ?? [])];
  const judged = judgeResponse(row, { chosen, params: input.params ?? {} }, context.principal);
  const { id: approvalId, tryNumber } = row;
  const reason = input.reason ?? null;
  if (isRefused(judged)) {
    await tell(tx, row, context, {
      type: 'ApprovalRefused',
      reason,
      payload: { tryNumber, approvalId, ...judged.refused },
    });
    return judged;
  }
  if ('issues' in judged) return judged;
  const { id, name } = context.principal;
  await tx.query(ANSWER, [approvalId, judged.chosen, JSON.stringify(judged.params), reason, id, name]);
  const payload = { tryNumber, approvalId, choices: judged.chosen, params: judged.params };
  await tell(tx, row, context, { type: 'ApprovalResponded', reason, payload });
  await wakeTicket(tx, row);
  return { id: approvalId };
}

const ANSWER = `
update approvals set state = 'ANSWERED', chosen = $2, params = $3, note = $4, responded_at = clock_timestamp(),
  responded_by_kind = 'USER', responded_by_id = $5, responded_by_name = $6 where id = $1`;

/** The question of the latest try; its ticket is locked first, as everywhere. */
async function lockQuestion(
  tx: Tx,
  { dagRunId, taskId, mapIndex }: RespondToApprovalInput,
): Promise<QuestionRow | null> {
  const key = [dagRunId, taskId, mapIndex ?? -1];
  const { rows: found } = await tx.query<{ tryNumber: number }>(
    `select try_number as "tryNumber" from approvals where dag_run_id = $1 and task_id = $2 and map_index = $3
     order by try_number desc limit 1`,
    key,
  );
  if (found[0] === undefined) return null;
  const values = [...key, found[0].tryNumber];
  const { rows: tickets } = await tx.query<{ open: boolean }>(
    `select outcome is null as open from tickets where dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4 for update`,
    values,
  );
  const { rows } = await tx.query<Omit<QuestionRow, 'waits'>>(LOCK, values);
  return rows[0] === undefined ? null : { ...rows[0], waits: tickets[0]?.open === true };
}

const LOCK = `
select id, dag_id as "dagId", dag_run_id as "dagRunId", task_id as "taskId", map_index as "mapIndex", try_number as "tryNumber", state, choices,
  multiple, form, assignees, responded_by_name as "respondedByName", deadline_at <= clock_timestamp() as late
from approvals where dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4 for update`;

async function tell(
  tx: Tx,
  row: QuestionRow,
  context: RequestContext,
  told: { type: string; reason: string | null; payload: JsonObject },
): Promise<void> {
  const { dagId, dagRunId, taskId, mapIndex } = row;
  const event = { ...eventOf(context, { ...told, dagId, dagRunId }), taskId, mapIndex };
  await appendToStream(tx, waitStream('approval', row), [event]);
}
