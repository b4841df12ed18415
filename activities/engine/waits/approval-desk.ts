import type { Pool } from 'pg';
import { resolveParams } from '../../../src/domain/dag/params.js';
import { inTransaction, type Tx } from '../../../src/platform/database/transaction.js';
import { uuid7 } from '../../../src/platform/uuid7.js';
import type { ApprovalAnswer, ApprovalAsk, ApprovalState } from '../../sdk/index.js';
import { type ApprovalRow, closeApproval, insertApproval, lockApproval } from './approval.sql.js';
import { tell } from './tell.js';
import type { Waiter } from './waiter.js';

/** Asks people, where this try has not, and says what became of it. By the database's clock; the row's lock decides between an answer and the deadline. */
export function askPeople(pool: Pool, waiter: Waiter, ask: ApprovalAsk): Promise<ApprovalState> {
  return inTransaction(pool, async (tx) => {
    await open(tx, waiter, ask);
    const row = await lockApproval(tx, waiter.ref);
    if (row.state !== 'PENDING') return stateOf(row, waiter);
    if (row.now < row.deadlineAt) return { kind: 'pending', until: row.deadlineAt.getTime() };
    return close(tx, waiter, row);
  });
}

async function open(tx: Tx, waiter: Waiter, ask: ApprovalAsk): Promise<void> {
  const { ref, dagId } = waiter;
  const id = uuid7();
  const deadlineMs = Math.max(0, ask.deadlineMs ?? waiter.leftMs());
  const times = await insertApproval(tx, ref, { id, dagId, ask, deadlineMs });
  if (times === null) return;
  const { subject, choices, assignees, defaults } = ask;
  const asked = { approvalId: id, subject, choices: choices.map((choice) => choice.id), assignees, defaults };
  const payload = { ...asked, deadline: times.deadlineAt };
  await tell(tx, waiter, 'approval', { type: 'ApprovalRequested', occurredAt: times.requestedAt, payload });
}

/** Nobody has answered in time. */
async function close(tx: Tx, waiter: Waiter, row: ApprovalRow): Promise<ApprovalState> {
  const { id, defaults, form, deadlineAt: at } = row;
  const state = defaults === null ? 'EXPIRED' : 'DEFAULTED';
  const resolved = resolveParams(form, {});
  const params = defaults !== null && resolved.ok ? resolved.params : null;
  await closeApproval(tx, id, { state, chosen: defaults, params, at });
  const payload = { approvalId: id, ...(defaults === null ? {} : { choices: defaults, params }) };
  const type = defaults === null ? 'ApprovalExpired' : 'ApprovalDefaulted';
  await tell(tx, waiter, 'approval', { type, occurredAt: row.now.toISOString(), payload });
  return stateOf({ ...row, state, chosen: defaults, params, respondedAt: at }, waiter);
}

function stateOf(row: ApprovalRow, { soft }: Waiter): ApprovalState {
  if (row.state === 'EXPIRED') return { kind: 'expired', soft };
  const { chosen, params, note, respondedAt, respondedById: id, respondedByName: name } = row;
  const answer: ApprovalAnswer = {
    chosen: chosen ?? [],
    params: params ?? {},
    respondedBy: id === null || name === null ? null : { id, name },
    respondedAt: (respondedAt ?? row.now).toISOString(),
    note,
  };
  return { kind: 'answered', answer };
}
