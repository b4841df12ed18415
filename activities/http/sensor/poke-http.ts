import { TaskFailure, type Json, type PokeResult, type TaskContext } from '../../sdk/index.js';
import { readError } from '../../sdk/read-error.js';
import { checkAnswer, type Verdict } from '../shared/check-answer.js';
import { resultOf } from '../shared/result-of.js';
import { sendRequest, type Answer } from '../shared/send-request.js';
import type { HttpSensorWith } from './schema.js';

const NOT_UP_YET = ['HttpNetwork', 'HttpTimeout'];

/**
 * Not yet: no connection, no answer in time, 404, a status that http.request would try again, and an answer that `expect` does not accept.
 * Any other 4xx is a mistake that waiting does not heal, and fails as HttpStatus.
 */
export async function pokeHttp(context: TaskContext, params: HttpSensorWith): Promise<PokeResult> {
  const answer = await answerOrNull(context, params);
  if (answer === null) return { done: false };
  const verdict = checkAnswer(answer, params.expect);
  if (verdict.kind === 'good') return { done: true, value: bodyOf(answer, params.response) };
  if (verdict.kind === 'status' && isMistake(answer.status, verdict)) {
    throw new TaskFailure('HttpStatus', verdict.message, { retryable: false });
  }
  context.logger.info(`not yet: ${verdict.message}`);
  return { done: false };
}

const isMistake = (status: number, verdict: Verdict & { kind: 'status' }): boolean =>
  !verdict.retryable && status !== 404;

/** A health page need not be JSON: what is none is a text. */
function bodyOf(answer: Answer, response: HttpSensorWith['response']): Json {
  try {
    return resultOf(answer, response);
  } catch {
    return answer.body;
  }
}

async function answerOrNull(context: TaskContext, params: HttpSensorWith): Promise<Answer | null> {
  try {
    return await sendRequest(context, params);
  } catch (error) {
    const { type, message } = readError(error);
    if (context.signal.aborted || !NOT_UP_YET.includes(type)) throw error;
    context.logger.info(`not yet: ${message}`);
    return null;
  }
}
