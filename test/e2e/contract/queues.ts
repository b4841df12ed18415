import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { taskOf } from '../support/api.js';
import { bash } from '../support/bash-task.js';
import type { Here } from '../support/here.js';

export function queues(here: Here): void {
  describe('another queue', () => {
    let worker: ChildProcess | null = null;
    afterAll(() => worker?.kill('SIGKILL'));

    it(
      'waits for a worker that serves it; `continuo worker --queue gpu` is one, and ends gracefully',
      { timeout: 90_000 },
      async () => {
        const dagId = await here.api.define(here.name('queued'), {
          near: bash('echo near'),
          far: bash('echo "$PPID"', { queue: 'gpu', upstream: ['near'] }),
          back: bash('true', { upstream: ['far'] }),
        });
        const id = await here.api.start(dagId);
        const waiting = await here.api.until(id, (run) => taskOf(run, 'far').state === 'QUEUED');
        expect(taskOf(waiting, 'far')).toMatchObject({
          queue: 'gpu',
          attempts: [],
          explanation: { summary: expect.stringContaining('"gpu"') },
        });
        const { database, temporal } = here.endpoint;
        const env = {
          ...process.env,
          CONTINUO_HOME: here.home,
          DATABASE_URL: database,
          TEMPORAL_ADDRESS: new URL(temporal).host,
        };
        const started = spawn(process.execPath, ['bin/continuo.mjs', 'worker', '--queue', 'gpu'], {
          env,
          stdio: 'inherit',
        });
        worker = started;
        const run = await here.api.ended(id);
        expect(run.state).toBe('SUCCESS');
        const [near, far] = [taskOf(run, 'near').attempts[0], taskOf(run, 'far').attempts[0]];
        expect(far?.worker).not.toBe(near?.worker);
        expect(far?.worker).toContain(String(started.pid));
        const ended = new Promise((resolve) => started.once('exit', (code) => resolve(code)));
        started.kill('SIGTERM');
        expect(await ended).toBe(0);
        worker = null;
      },
    );
  });
}
