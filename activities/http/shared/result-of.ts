import { assertNever } from '../../../src/domain/assert-never.js';
import { TaskFailure, type Json } from '../../sdk/index.js';
import { readError } from '../../sdk/read-error.js';
import type { RequestWith } from './request-fields.js';
import type { Answer } from './send-request.js';

/** The result as `response` says; an empty body is null as JSON. Throws BadResponse when the body is no JSON. */
export function resultOf({ status, body, place }: Answer, response: RequestWith['response']): Json {
  switch (response) {
    case 'status':
      return status;
    case 'text':
      return body;
    case 'json':
      return body.trim() === '' ? null : parse(body, place);
    default:
      return assertNever(response, 'response');
  }
}

function parse(body: string, place: string): Json {
  try {
    return JSON.parse(body) as Json;
  } catch (error) {
    throw new TaskFailure(
      'BadResponse',
      `${place} answered no JSON: ${readError(error).message}; see "response: text"`,
    );
  }
}
