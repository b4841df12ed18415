import { TaskFailure, type TaskContext, type TaskResult } from '../../sdk/index.js';
import { checkAnswer } from '../shared/check-answer.js';
import { resultOf } from '../shared/result-of.js';
import { sendRequest } from '../shared/send-request.js';
import type { HttpRequestWith } from './schema.js';

/** Throws HttpStatus for a status that is not wanted, CheckFailed for a body that is not, and what `sendRequest` throws. */
export async function runHttpRequest(context: TaskContext, params: HttpRequestWith): Promise<TaskResult> {
  const answer = await sendRequest(context, params);
  context.logger.info(`${answer.place} answered ${answer.status}, ${answer.body.length} characters`);
  const verdict = checkAnswer(answer, params.expect);
  if (verdict.kind === 'status') {
    throw new TaskFailure('HttpStatus', verdict.message, { retryable: verdict.retryable });
  }
  if (verdict.kind === 'body') throw new TaskFailure('CheckFailed', verdict.message);
  return { value: resultOf(answer, params.response) };
}
