import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../sdk/index.js';
import { followJsonPath } from './json-path.js';
import type { RequestWith } from './request-fields.js';
import type { Answer } from './send-request.js';

/** What is wrong with an answer, if anything. `status` comes first: the body of a refusal is not looked at. */
export type Verdict =
  { kind: 'good' } | { kind: 'status'; message: string; retryable: boolean } | { kind: 'body'; message: string };

const TRY_AGAIN = [408, 425, 429];

export function checkAnswer(answer: Answer, expected: RequestWith['expect']): Verdict {
  const wrongStatus = checkStatus(answer, expected.status);
  if (wrongStatus !== null) return wrongStatus;
  const message = checkContains(answer.body, expected.contains) ?? checkPaths(answer.body, expected.jsonPath);
  return message === null ? { kind: 'good' } : { kind: 'body', message: `${answer.place}: ${message}` };
}

function checkStatus({ status, place, body }: Answer, wanted: RequestWith['expect']['status']): Verdict | null {
  const good = wanted === undefined ? status >= 200 && status < 400 : [wanted].flat().includes(status);
  if (good) return null;
  const excerpt = body.trim() === '' ? '' : `: ${body.trim().slice(0, 300)}`;
  const expectation = wanted === undefined ? '' : `, expected ${[wanted].flat().join(' or ')}`;
  const retryable = status < 400 || status >= 500 || TRY_AGAIN.includes(status);
  return { kind: 'status', message: `${place} answered ${status}${expectation}${excerpt}`, retryable };
}

function checkContains(body: string, text: string | undefined): string | null {
  if (text === undefined || body.includes(text)) return null;
  return `the body does not contain "${text}"`;
}

function checkPaths(body: string, wanted: RequestWith['expect']['jsonPath']): string | null {
  if (wanted === undefined) return null;
  const json = parsed(body);
  if (json === undefined) return 'the body is not JSON';
  if (typeof wanted === 'string') return checkPresence(json, wanted);
  for (const [path, value] of Object.entries(wanted)) {
    const found = followJsonPath(json, path);
    if (!isDeepStrictEqual(found, value)) return `${path} is ${text(found)}, expected ${text(value)}`;
  }
  return null;
}

function checkPresence(json: Json, path: string): string | null {
  const found = followJsonPath(json, path);
  return found === undefined || found === null || found === false ? `${path} is ${text(found)}` : null;
}

function parsed(body: string): Json | undefined {
  try {
    return JSON.parse(body) as Json;
  } catch {
    return undefined;
  }
}

const text = (value: Json | undefined): string =>
  value === undefined ? 'missing' : JSON.stringify(value).slice(0, 200);
