import { defineDeferredOperator } from '../../sdk/index.js';
import { cancelHttpJob, collectHttpJob, findHttpJob, pollHttpJob, submitHttpJob } from './run-http-job.js';
import { httpJobWith, type HttpJobWith } from './schema.js';

export const httpJob = defineDeferredOperator<HttpJobWith>({
  type: 'http.job',
  summary: 'Starts a job of an HTTP service, waits until it is done, and fetches its result',
  with: httpJobWith,
  untemplated: ['jobId', 'until', 'failed'],
  cel: ['jobId', 'until', 'failed'],
  polling: ({ pollInterval, pollBackoff, maxPollInterval }) => ({
    intervalMs: pollInterval,
    backoff: pollBackoff,
    maxIntervalMs: maxPollInterval,
  }),
  find: findHttpJob,
  submit: submitHttpJob,
  poll: pollHttpJob,
  collect: collectHttpJob,
  cancel: cancelHttpJob,
  cancels: ({ cancel }) => cancel !== undefined,
});
