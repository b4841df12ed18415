import { type Choice, verdictOf } from '../../../src/domain/approvals/index.js';
import { assertNever } from '../../../src/domain/assert-never.js';
import {
  type ApprovalAnswer,
  defineOperator,
  type JsonObject,
  type PokeResult,
  SkipTask,
  type TaskContext,
  TaskFailure,
} from '../../sdk/index.js';
import type { Follow } from '../../../src/domain/runs/outcome.js';
import { chosenIds } from '../branch/chosen-ids.js';
import { waitsOf } from '../../sdk/waits-of.js';
import { approvalWith, type ApprovalWith, completed } from './schema.js';

/** Asks people and waits for their answer, which decides how the run goes on. */
export const approval = defineOperator<ApprovalWith>({
  type: 'approval',
  summary: 'Asks people, and goes on as they decide',
  with: approvalWith,
  keepsTime: true,
  poke: async (context, params) => {
    const { subject, body = null, multiple, assignees, deadline: deadlineMs = null } = params;
    const form = params.form as Record<string, JsonObject>;
    const ask = { subject, body, multiple, form, assignees, deadlineMs, ...completed(params) };
    const state = await waitsOf(context).approval(ask);
    switch (state.kind) {
      case 'pending':
        context.logger.info(`waiting for people: ${subject}`);
        return { done: false, until: state.until };
      case 'answered':
        return decided(context, ask.choices, state.answer);
      case 'expired':
        throw expired(state.soft);
      default:
        return assertNever(state, 'state of an approval');
    }
  },
});

function decided(context: TaskContext, choices: readonly Choice[], { chosen, ...answer }: ApprovalAnswer): PokeResult {
  const who = answer.respondedBy?.name ?? 'the deadline';
  const verdict = verdictOf(choices, chosen);
  if (verdict.kind === 'fail')
    throw new TaskFailure('ApprovalRejected', `${who} has chosen ${chosen.join(', ')}`, { retryable: false });
  const value = { choice: chosen[0] ?? null, choices: chosen, ...answer };
  return { done: true, value, ...(verdict.follow === null ? {} : { follow: inFull(context, verdict.follow) }) };
}

const inFull = (context: TaskContext, follow: Follow): Follow =>
  follow.kind === 'branch' ? { ...follow, chosen: chosenIds(context, follow.chosen) } : follow;

const EXPIRED = 'nobody has answered before the deadline';
const expired = (soft: boolean): Error =>
  soft ? new SkipTask(EXPIRED) : new TaskFailure('ApprovalTimeout', EXPIRED, { retryable: false });
