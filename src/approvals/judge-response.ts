import { judgeChoices, mayDecide, type Question } from '../domain/approvals/index.js';
import { resolveParams } from '../domain/dag/params.js';
import type { Json, JsonObject } from '../domain/json.js';
import { type Refused, refuse } from '../platform/graphql/idempotency.js';
import { Permission, type Principal } from '../platform/graphql/principal.js';
import type { DagIssueModel } from '../platform/graphql/refusal.model.js';

/** A question under its lock. */
export interface OpenQuestion extends Question {
  state: string;
  assignees: string[];
  respondedByName: string | null;
  /** The try is open. */
  waits: boolean;
  late: boolean;
}

export interface Response {
  chosen: string[];
  params: Json;
}

export type Judged = { chosen: string[]; params: JsonObject } | Refused | { issues: DagIssueModel[] };

/** Whether this is an answer that counts, to a question that can be answered still, by somebody who may. */
export function judgeResponse(question: OpenQuestion, response: Response, principal: Principal): Judged {
  const refusal = refusalOf(question, principal);
  if (refusal !== null) return refusal;
  const wrong = judgeChoices(question, response.chosen);
  if (wrong !== null) return refuse('INVALID', wrong);
  const { params } = response;
  if (params === null || typeof params !== 'object' || Array.isArray(params))
    return refuse('INVALID', 'params: give an object, the values of the form by name');
  const unknown = Object.keys(params)
    .filter((name) => !Object.hasOwn(question.form, name))
    .map((name) => issue(name, `the form has no "${name}"`));
  const resolved = resolveParams(question.form, params, 'params');
  const issues = [...unknown, ...(resolved.ok ? [] : resolved.issues)];
  return resolved.ok && issues.length === 0 ? { chosen: response.chosen, params: resolved.params } : { issues };
}

const issue = (name: string, message: string): DagIssueModel => ({
  code: 'UNKNOWN_KEY',
  path: `params.${name}`,
  message,
});

function refusalOf(question: OpenQuestion, principal: Principal): Refused | null {
  const { state, assignees, respondedByName, waits, late } = question;
  if (!mayDecide(principal, assignees)) {
    const who = assignees.length === 0 ? `the permission ${Permission.RUN}` : assignees.join(', ');
    return refuse('FORBIDDEN', `"${principal.name}" may not answer this; it is for ${who}`);
  }
  if (state === 'ANSWERED') return refuse('ILLEGAL_STATE', `${respondedByName ?? 'somebody'} has answered already`);
  if (state !== 'PENDING' || late) return refuse('ILLEGAL_STATE', 'the time to answer is over');
  return waits ? null : refuse('ILLEGAL_STATE', 'the task does not wait any more');
}
