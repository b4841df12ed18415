import { judgeChoices } from '../../src/domain/approvals/index.js';
import type { CompiledTask } from '../../src/domain/dag/index.js';
import { resolveParams } from '../../src/domain/dag/params.js';
import type { Json, JsonObject } from '../../src/domain/json.js';
import { isoOf } from '../../src/domain/time/instant.js';
import type { ApprovalAsk, ApprovalState, TaskContext, Waits } from '../sdk/index.js';
import { TestMistake } from './test-mistake.js';

/** What people have said to an `approval`; null: nothing yet. */
export type GivenAnswer = { value?: Json } | null;

/** Waits of a virtual attempt: people answer as the test says, and the deadline is that of the virtual clock. */
export function testedWaits(task: CompiledTask, context: TaskContext, given: GivenAnswer): Waits {
  const { id } = task;
  const since = context.waitingSince;
  const elsewhere = (): never => {
    throw new TestMistake(`nobody calls back in a test: give the result of "${id}" under "results"`);
  };
  return {
    approval: async (ask) => {
      const until = since + (ask.deadlineMs ?? task.timeoutMs);
      if (given !== null) return answered(id, ask, answerOf(given.value), context.now());
      if (context.now() < until) return { kind: 'pending', until };
      if (ask.defaults === null) return { kind: 'expired', soft: task.softFail };
      return answered(id, ask, { chosen: ask.defaults, params: {}, by: null }, until);
    },
    callback: elsewhere,
    callbackSent: elsewhere,
  };
}

interface Answer {
  /** Null: the first choice. */
  chosen: string[] | null;
  params: JsonObject;
  by: { id: string; name: string } | null;
}

/** `ok('approve')`, `ok(['a', 'b'])`, or `ok({ choice, choices, params })`. */
function answerOf(value: Json | undefined): Answer {
  const said = value !== null && typeof value === 'object' && !Array.isArray(value) ? value : { choice: value ?? null };
  const { choice = null, choices = choice, params = {} } = said;
  const chosen = choices === null ? null : [choices].flat().map(String);
  return { chosen, params: params as JsonObject, by: { id: 'test', name: 'test' } };
}

/** @throws where the test gives an answer that would be refused */
function answered(task: string, ask: ApprovalAsk, { chosen: given, params, by }: Answer, at: number): ApprovalState {
  const chosen = given ?? ask.choices.slice(0, 1).map(({ id }) => id);
  const wrong = judgeChoices(ask, chosen);
  const resolved = resolveParams(ask.form, params, 'params');
  if (wrong !== null) throw new TestMistake(`no answer to "${task}": ${wrong}`);
  if (!resolved.ok) throw new TestMistake(`no answer to "${task}": ${resolved.issues[0]?.message ?? ''}`);
  const answer = { chosen, params: resolved.params, respondedBy: by, respondedAt: isoOf(at), note: null };
  return { kind: 'answered', answer };
}
