import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type JobService, jobWith, startJobService } from '../../../test/support/job-service.js';
import { jobSteps, testContext } from '../../sdk/testing/index.js';
import { httpJob } from './http-job.js';

let service: JobService;
beforeAll(async () => {
  service = await startJobService();
});
afterAll(() => service.close());
beforeEach(() => {
  service.jobs.length = 0;
  service.intercept = () => null;
});

const steps = (given: object = {}) =>
  jobSteps(httpJob, testContext(), { ...jobWith(service.url), ...given }, 'continuo-1');
const first = () => {
  const job = service.jobs[0];
  if (job === undefined) throw new Error('nothing was submitted');
  return job;
};

describe('http.job', () => {
  it('submits with the client token, and finds the job by it', async () => {
    expect(await steps().find()).toBeNull();
    const job = await steps().submit();
    expect(service.jobs).toMatchObject([{ id: job.id, token: 'continuo-1' }]);
    expect(await steps().find()).toEqual(job);
    expect(await steps({ find: undefined }).find()).toBeNull();
  });

  it('asks until the condition holds, then fetches the result', async () => {
    const job = await steps().submit();
    expect(await steps().poll(job)).toEqual({ state: 'running' });
    first().state = 'done';
    expect(await steps().poll(job)).toEqual({ state: 'done' });
    expect(await steps().collect(job)).toEqual({ value: { rows: 7, of: job.id } });
    expect(await steps({ result: undefined }).collect(job)).toEqual({ value: { id: job.id, state: 'done' } });
  });

  it('says that the job has failed, with what the service says', async () => {
    const job = await steps().submit();
    first().state = 'failed';
    expect(await steps().poll(job)).toMatchObject({ state: 'failed', message: expect.stringContaining('"failed"') });
  });

  it.each([500, 503, 429])('goes on waiting when a poll is answered %i', async (status) => {
    const job = await steps().submit();
    service.intercept = () => status;
    expect(await steps().poll(job)).toEqual({ state: 'running' });
  });

  it('goes on waiting when the service is away, and fails when it says that there is no such job', async () => {
    expect(await steps({ url: 'http://127.0.0.1:9' }).poll({ id: 'x' })).toEqual({ state: 'running' });
    await expect(steps().poll({ id: 'x' })).rejects.toMatchObject({ type: 'HttpStatus' });
  });

  it('cancels; a job that is gone is cancelled, a service that fails is not', async () => {
    const job = await steps().submit();
    await steps().cancel(job);
    expect(first().cancels).toBe(1);
    await steps().cancel({ id: 'gone' });
    service.intercept = () => 500;
    await expect(steps().cancel(job)).rejects.toMatchObject({ type: 'HttpStatus' });
  });

  it('refuses a submission whose answer has no id', async () => {
    await expect(steps({ jobId: 'body.state' }).submit()).rejects.toMatchObject({ type: 'BadCondition' });
    await expect(steps({ jobId: 'null' }).submit()).rejects.toMatchObject({ type: 'BadResponse' });
  });

  it('quotes ids in paths', async () => {
    let path = '';
    service.intercept = (request) => {
      path = request.path;
      return 503;
    };
    await steps().poll({ id: '../x?y' });
    expect(path).toBe('/jobs/..%2Fx%3Fy');
  });
});
