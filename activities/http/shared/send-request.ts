import type { Dispatcher } from 'undici';
import { TaskFailure, throwIfAborted, type TaskContext } from '../../sdk/index.js';
import { readError } from '../../sdk/read-error.js';
import { readBody } from './read-body.js';
import { nextHop, type Hop } from './redirect.js';
import type { RequestWith } from './request-fields.js';
import { targetOf } from './target.js';

export interface Answer {
  status: number;
  body: string;
  /** Method and address without query, for messages and logs. */
  place: string;
}

const MOST_REDIRECTS = 5;
/** Node's timers fire at once beyond it. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * One exchange, redirects included. Throws HttpNetwork and HttpTimeout (retryable), ResponseTooLarge and TooManyRedirects (not retryable),
 * BadUrl, BadConnection, or the reason of the cancel or the timeout of the task.
 */
export async function sendRequest(context: TaskContext, params: RequestWith): Promise<Answer> {
  const deadline = AbortSignal.timeout(Math.min(params.timeout, LONGEST_TIMER_MS));
  let hop = await firstHop(context, params);
  const place = placeOf(hop);
  try {
    for (let redirects = 0; ; redirects += 1) {
      const { next, answer } = await exchange(hop, AbortSignal.any([deadline, context.signal]), params.maxBytes);
      if (answer !== null) return { ...answer, place };
      if (redirects === MOST_REDIRECTS) throw tooManyRedirects(place);
      context.logger.debug(`redirected to ${placeOf(next)}`);
      hop = next;
    }
  } catch (error) {
    throwIfAborted(context);
    if (deadline.aborted) throw new TaskFailure('HttpTimeout', `${place} did not answer within ${params.timeout} ms`);
    throw networkFailure(place, error);
  }
}

async function firstHop(context: TaskContext, params: RequestWith): Promise<Hop> {
  const { url, headers } = await targetOf(context, params);
  const own = Object.fromEntries(Object.entries(params.headers).map(([name, value]) => [name.toLowerCase(), value]));
  const typed: Record<string, string> = params.json === undefined ? {} : { 'content-type': 'application/json' };
  const keyed: Record<string, string> = SAFE_METHODS.includes(params.method)
    ? {}
    : { 'idempotency-key': context.idempotencyKey };
  const plain = { 'user-agent': 'continuo', accept: '*/*', ...typed, ...keyed };
  const body = params.json === undefined ? params.body : JSON.stringify(params.json);
  return { method: params.method, url, headers: { ...plain, ...headers, ...own }, body };
}

type Exchange = { answer: { status: number; body: string }; next: Hop } | { answer: null; next: Hop };

async function exchange(hop: Hop, signal: AbortSignal, maxBytes: number): Promise<Exchange> {
  const { request } = await import('undici');
  const response = await request(hop.url, {
    method: hop.method as Dispatcher.HttpMethod,
    headers: hop.headers,
    body: hop.body ?? null,
    signal,
    // the deadline of the whole exchange counts, not undici's own
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const next = nextHop(hop, response.statusCode, response.headers['location']);
  if (next !== null) {
    await response.body.dump();
    return { answer: null, next };
  }
  const body = await readBody(response.body, response.headers['content-encoding'], maxBytes);
  return { answer: { status: response.statusCode, body }, next: hop };
}

/** Query and login stay out of messages: they may hold secrets. */
const placeOf = ({ method, url }: Pick<Hop, 'method' | 'url'>): string => `${method} ${url.origin}${url.pathname}`;

const tooManyRedirects = (place: string): TaskFailure =>
  new TaskFailure('TooManyRedirects', `${place} redirects more than ${MOST_REDIRECTS} times`, { retryable: false });

function networkFailure(place: string, error: unknown): unknown {
  const { code, message } = readError(error);
  if (code === 'TASK_FAILURE') return error;
  const why = message === '' ? (code ?? 'no connection') : message;
  return new TaskFailure('HttpNetwork', `${place} failed: ${why}`, { retryable: true, cause: error });
}
