import { defineOperator } from '../../sdk/index.js';
import { httpRequestWith, type HttpRequestWith } from './schema.js';
import { runHttpRequest } from './run-http-request.js';

export const httpRequest = defineOperator<HttpRequestWith>({
  type: 'http.request',
  summary: 'Sends an HTTP request; the body of the answer is the result',
  with: httpRequestWith,
  run: runHttpRequest,
});
