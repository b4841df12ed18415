import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServedJob {
  id: string;
  token: string;
  state: 'running' | 'done' | 'failed';
  cancels: number;
  polls: number;
}

/**
 * A job service on a real port: POST /jobs, GET /jobs/ID, GET /jobs/ID/result, DELETE /jobs/ID, GET /jobs?token=T. Each POST makes a job, whether or not its
 * Idempotency-Key was seen before: a second submission shows.
 */
export interface JobService {
  url: string;
  jobs: ServedJob[];
  /** Called when a job was made, before its submitter is answered; false: it is never answered. */
  onSubmit: (job: ServedJob) => boolean;
  /** Called for each request first; a status answers it, never leaves it open. */
  intercept: (request: { method: string; path: string }) => number | 'never' | null;
  close(): void;
}

export async function startJobService(): Promise<JobService> {
  const server = createServer((request, response) => void serve(service, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const service: JobService = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    jobs: [],
    onSubmit: () => true,
    intercept: () => null,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return service;
}

async function serve(service: JobService, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url = '', headers } = request;
  for await (const _ of request) void _;
  const { pathname, searchParams } = new URL(url, service.url);
  const refused = service.intercept({ method, path: pathname });
  if (refused === 'never') return;
  if (refused !== null) return answer(response, {}, refused);
  const [, , id, result] = pathname.split('/');
  const job = service.jobs.find(
    (each) => each.id === id || (id === undefined && each.token === searchParams.get('token')),
  );
  if (method === 'POST') return submit(service, String(headers['idempotency-key']), response);
  if (job === undefined) return answer(response, {}, 404);
  if (method === 'DELETE') job.cancels += 1;
  else if (result === undefined && id !== undefined) job.polls += 1;
  answer(response, result === 'result' ? { rows: 7, of: job.id } : { id: job.id, state: job.state });
}

function submit(service: JobService, token: string, response: ServerResponse): void {
  const job: ServedJob = { id: randomUUID(), token, state: 'running', cancels: 0, polls: 0 };
  service.jobs.push(job);
  if (service.onSubmit(job)) answer(response, { id: job.id }, 201);
}

const answer = (response: ServerResponse, value: unknown, status = 200): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));

/** `with` of http.job for this service. */
export const jobWith = (url: string) => ({
  url,
  submit: { path: '/jobs', json: { query: 'select 1' } },
  find: { path: '/jobs?token={token}', jobId: 'body.id' },
  poll: { path: '/jobs/{id}' },
  until: 'body.state == "done"',
  failed: 'body.state == "failed"',
  result: { path: '/jobs/{id}/result' },
  cancel: { path: '/jobs/{id}' },
});
