import { TaskFailure, throwIfAborted, type Delivery } from '../../sdk/index.js';
import { readError } from '../../sdk/read-error.js';

export interface Post {
  url: URL;
  headers: Record<string, string>;
  body: string;
}
export interface Answer {
  status: number;
  text: string;
}

const LONGEST_MS = 30_000;
/** An answer is only read to say what went wrong. */
const MOST_ANSWER = 4_096;

/**
 * Posts JSON once, without following redirects. Throws HttpNetwork, retryable; its message names the host only, for the path of a webhook is often
 * its secret.
 */
export async function postJson(delivery: Pick<Delivery, 'signal'>, { url, headers, body }: Post): Promise<Answer> {
  const { request } = await import('undici');
  const signal = AbortSignal.any([delivery.signal, AbortSignal.timeout(LONGEST_MS)]);
  try {
    const response = await request(url, {
      method: 'POST',
      headers: { 'user-agent': 'continuo', 'content-type': 'application/json; charset=utf-8', ...headers },
      body,
      signal,
    });
    return { status: response.statusCode, text: await readSome(response.body) };
  } catch (error) {
    throwIfAborted(delivery);
    const { code, message } = readError(error);
    const why = signal.aborted ? `no answer within ${LONGEST_MS / 1000} s` : message || code || 'no connection';
    throw new TaskFailure('HttpNetwork', `${url.host}: ${why}`, { retryable: true, cause: error });
  }
}

async function readSome(body: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const part of body) {
    text += part.toString();
    if (text.length >= MOST_ANSWER) break;
  }
  return text.slice(0, MOST_ANSWER);
}

/** @throws TaskFailure HttpStatus for anything but 2xx; retryable for 408, 425, 429 and 5xx */
export function demandSuccess(url: URL, { status, text }: Answer): void {
  if (status >= 200 && status < 300) return;
  const retryable = status >= 500 || [408, 425, 429].includes(status);
  const said = text.trim() === '' ? '' : `: ${text.trim().slice(0, 500)}`;
  throw new TaskFailure('HttpStatus', `${url.host} answered ${status}${said}`, { retryable });
}
