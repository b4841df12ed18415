import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { statesOf, taskOf } from '../support/api.js';
import { bash } from '../support/bash-task.js';
import type { Here } from '../support/here.js';

const ms = (from: string | null, to: string | null): number => Date.parse(String(to)) - Date.parse(String(from));

export function running(here: Here): void {
  describe('a run', () => {
    it('runs its tasks in order, each with its attempt, result, rendered fields and log', async () => {
      const fetch = {
        type: 'bash',
        displayName: 'Fetch it',
        with: {
          command: `echo "to $CITY"; echo oops >&2; echo '{"rows": [1, 2]}' > /dev/null; echo '{{ ds }}'`,
          env: { CITY: '{{ params.city }}' },
        },
      };
      const size = {
        type: 'ts',
        with: { handler: 'bodies.big', args: { bytes: "{{ xcom('fetch') | length }}" } },
        upstream: ['fetch'],
      };
      const run = await here.api.run(
        here.name('ordinary'),
        { done: { type: 'empty', upstream: ['size'] }, size, fetch },
        { conf: { city: 'Oslo' }, logicalDate: '2026-02-03T04:05:06Z' },
      );
      expect(run).toMatchObject({ state: 'SUCCESS', clearNumber: 0, stateCounts: [{ state: 'SUCCESS', count: 3 }] });
      expect(run.workflow).toMatchObject({ workflowId: `run/${run.id}/1` });
      expect(run.tasks.nodes.map(({ taskId }) => taskId)).toEqual(['fetch', 'size', 'done']);
      expect(taskOf(run, 'fetch')).toMatchObject({
        ...{ displayName: 'Fetch it', operator: 'bash', tryNumber: 1, maxTries: 1, mapIndex: -1, queue: 'default' },
        renderedFields: { env: { CITY: 'Oslo' }, command: expect.stringContaining("echo '2026-02-03'") },
        attempts: [{ tryNumber: 1, attempt: 1, outcome: 'SUCCESS', error: null }],
        xcoms: [{ key: 'return_value', value: '2026-02-03', sizeBytes: 12 }],
      });
      expect(taskOf(run, 'size').xcoms).toMatchObject([{ value: 'xxxxxxxxxx' }]);
      expect(taskOf(run, 'done')).toMatchObject({ state: 'SUCCESS', attempts: [] });
      const [
        { worker, codeVersion, startedAt, endedAt } = { worker: '', codeVersion: null, startedAt: '', endedAt: null },
      ] = taskOf(run, 'fetch').attempts;
      expect([worker, codeVersion]).toEqual([expect.stringMatching(/./), expect.stringMatching(/./)]);
      expect(ms(startedAt, endedAt)).toBeGreaterThanOrEqual(0);
      expect(ms(endedAt, taskOf(run, 'size').attempts[0]?.startedAt ?? null)).toBeGreaterThanOrEqual(0);
      expect(await here.api.log(run.id, 'fetch')).toMatch(/to Oslo/);
    });

    it('numbers its log lines from 1, pages them, and says when it is complete', async () => {
      const run = await here.api.run(here.name('lines'), {
        talk: bash('for i in 1 2 3 4 5; do echo "line $i"; done; echo bad >&2'),
      });
      const page = async (args: string): Promise<Record<string, unknown>> =>
        (
          await here.api.ask<{ dagRun: { task: { log: Record<string, unknown> } } }>(
            `query ($id: ID!) { dagRun(id: $id) { task(taskId: "talk") { log${args} { nextLine complete lines { number at stream text } } } } }`,
            { id: run.id },
          )
        ).dagRun.task.log;
      const all = (await page('')) as { lines: { number: number; text: string; stream: string }[] };
      expect(all.lines.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
      expect(all.lines.filter(({ stream }) => stream === 'stderr').map(({ text }) => text)).toEqual(['bad']);
      expect(all.lines.filter(({ stream }) => stream === 'stdout').map(({ text }) => text)).toEqual(
        [1, 2, 3, 4, 5].map((i) => `line ${i}`),
      );
      expect(all).toMatchObject({ nextLine: 7, complete: true });
      expect(await page('(after: 2, limit: 2)')).toMatchObject({
        lines: [{ number: 3 }, { number: 4 }],
        nextLine: 5,
        complete: false,
      });
      expect(await page('(after: 6)')).toMatchObject({ lines: [], nextLine: 7, complete: true });
      expect(await page('(tryNumber: 9)')).toMatchObject({ lines: [] });
    });

    it('tries again after its delay, UP_FOR_RETRY meanwhile, and each try has its log', async () => {
      const flaky = bash('echo "this is try {{ tryNumber }}"; [ {{ tryNumber }} -ge 3 ]', {
        retries: 3,
        retryDelay: '1s',
      });
      const id = await here.api.start(await here.api.define(here.name('flaky'), { flaky }));
      const waiting = await here.api.until(id, (run) => taskOf(run, 'flaky').state === 'UP_FOR_RETRY');
      expect(taskOf(waiting, 'flaky')).toMatchObject({
        tryNumber: 1,
        maxTries: 4,
        nextTryAt: expect.any(String),
        explanation: { summary: expect.stringContaining('next one') },
      });
      const run = await here.api.ended(id);
      const { attempts, nextTryAt, tryNumber } = taskOf(run, 'flaky');
      expect(attempts.map(({ outcome, error }) => [outcome, error?.type ?? null])).toEqual([
        ['FAILED', 'BashExit'],
        ['FAILED', 'BashExit'],
        ['SUCCESS', null],
      ]);
      expect([run.state, tryNumber, nextTryAt]).toEqual(['SUCCESS', 3, null]);
      expect(ms(attempts[0]?.endedAt ?? null, attempts[1]?.startedAt ?? null)).toBeGreaterThanOrEqual(990);
      expect([
        await here.api.log(id, 'flaky', 1),
        await here.api.log(id, 'flaky', 2),
        await here.api.log(id, 'flaky'),
      ]).toEqual([1, 2, 3].map((n) => `this is try ${n}`));
    });

    it('fails when its tries are used up; what is below is UPSTREAM_FAILED; errors keep their names', async () => {
      const run = await here.api.run(here.name('failing'), {
        thrown: {
          type: 'ts',
          with: { handler: 'bodies.fail', args: { message: 'no brie' } },
          retries: 1,
          retryDelay: '100ms',
        },
        spared: {
          type: 'ts',
          with: { handler: 'bodies.fail', args: { message: 'no' } },
          retries: 5,
          noRetryOn: ['OutOfCheese'],
        },
        never: bash('echo never', { upstream: ['thrown'] }),
        skipped: bash('exit 99'),
        below: bash('echo never', { upstream: ['skipped'] }),
        slow: bash('sleep 60', { executionTimeout: '1s' }),
      });
      expect(run.state).toBe('FAILED');
      expect(statesOf(run)).toEqual({
        thrown: 'FAILED',
        spared: 'FAILED',
        never: 'UPSTREAM_FAILED',
        skipped: 'SKIPPED',
        below: 'SKIPPED',
        slow: 'FAILED',
      });
      expect(taskOf(run, 'thrown').attempts).toMatchObject(
        [1, 2].map((tryNumber) => ({
          tryNumber,
          outcome: 'FAILED',
          error: {
            type: 'OutOfCheese',
            message: 'no brie',
            retryable: true,
            stack: expect.stringContaining('bodies.ts'),
          },
        })),
      );
      expect(taskOf(run, 'spared').attempts).toHaveLength(1);
      expect(taskOf(run, 'skipped').attempts).toMatchObject([{ outcome: 'SKIPPED' }]);
      const [slow] = taskOf(run, 'slow').attempts;
      expect(slow).toMatchObject({ outcome: 'TIMED_OUT', error: { type: 'Timeout' } });
      expect(ms(slow?.startedAt ?? null, slow?.endedAt ?? null)).toBeLessThan(6_000);
      expect(taskOf(run, 'never')).toMatchObject({
        attempts: [],
        explanation: { blockedBy: ['thrown'], rule: 'ALL_SUCCESS' },
      });
    });

    it('dagrunTimeout fails the run and ends what runs', async () => {
      const run = await here.api.run(
        here.name('overtime'),
        { long: bash('sleep 60'), after: bash('true', { upstream: ['long'] }) },
        {},
        { dagrunTimeout: '2s' },
      );
      expect([run.state, statesOf(run)['after']]).toEqual(['FAILED', 'SKIPPED']);
      expect(ms(run.startedAt, run.endedAt)).toBeLessThan(8_000);
    });

    it('a branch follows what it chose; a short circuit skips what is below, whatever its rules', async () => {
      const join = { type: 'empty', upstream: ['left', 'right'], triggerRule: 'none_failed_min_one_success' };
      const run = await here.api.run(
        here.name('branching'),
        {
          pick: { type: 'branch', with: { choose: "params.n > 1 ? ['left'] : ['right']" } },
          left: { type: 'empty', upstream: ['pick'] },
          right: { type: 'empty', upstream: ['pick'] },
          join,
          gate: { type: 'shortCircuit', with: { when: 'params.n > 5' } },
          behind: { type: 'empty', upstream: ['gate'] },
          after: { type: 'empty', upstream: ['behind'], triggerRule: 'all_done' },
          soft: { type: 'shortCircuit', with: { when: 'false', ignoreDownstreamTriggerRules: false } },
          direct: { type: 'empty', upstream: ['soft'] },
          anyway: { type: 'empty', upstream: ['direct'], triggerRule: 'all_done' },
          open: { type: 'shortCircuit', with: { when: 'true' } },
          through: { type: 'empty', upstream: ['open'] },
        },
        { conf: { n: 2 } },
      );
      expect(run.state).toBe('SUCCESS');
      expect(statesOf(run)).toEqual({
        ...{ pick: 'SUCCESS', left: 'SUCCESS', right: 'SKIPPED', join: 'SUCCESS' },
        ...{ gate: 'SUCCESS', behind: 'SKIPPED', after: 'SKIPPED' },
        ...{ soft: 'SUCCESS', direct: 'SKIPPED', anyway: 'SUCCESS', open: 'SUCCESS', through: 'SUCCESS' },
      });
      expect(taskOf(run, 'pick').xcoms).toMatchObject([{ value: ['left'] }]);
    });

    it('a sensor pokes until it is so: UP_FOR_RESCHEDULE between, one attempt in all', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'continuo-e2e-'));
      const path = join(folder, 'there');
      const wait = { type: 'sensor.file', with: { path }, pokeInterval: '400ms', timeout: '1m' };
      const id = await here.api.start(
        await here.api.define(here.name('waiting'), { wait, then: { type: 'empty', upstream: ['wait'] } }),
      );
      const between = await here.api.until(
        id,
        (run) => taskOf(run, 'wait').state === 'UP_FOR_RESCHEDULE' && taskOf(run, 'wait').pokeCount >= 2,
      );
      expect(taskOf(between, 'wait')).toMatchObject({
        nextTryAt: expect.any(String),
        lastPokeAt: expect.any(String),
        tryNumber: 1,
        attempts: [{ outcome: null }],
      });
      writeFileSync(path, 'x');
      const task = taskOf(await here.api.ended(id), 'wait');
      expect(task).toMatchObject({
        state: 'SUCCESS',
        tryNumber: 1,
        attempts: [{ attempt: 1, outcome: 'SUCCESS' }],
        xcoms: [{ value: [path] }],
      });
      expect(task.pokeCount).toBeGreaterThanOrEqual(3);
      rmSync(folder, { recursive: true });
    });

    it('a sensor that waits too long fails as SensorTimeout, a soft one is skipped', async () => {
      const wait = (more: object): object => ({
        type: 'sensor.file',
        with: { path: '/tmp/continuo-never-there' },
        pokeInterval: '300ms',
        timeout: '1s',
        ...more,
      });
      const run = await here.api.run(here.name('in_vain'), {
        hard: wait({ retries: 2 }),
        soft: wait({ softFail: true }),
      });
      expect(statesOf(run)).toEqual({ hard: 'FAILED', soft: 'SKIPPED' });
      expect(taskOf(run, 'hard').attempts.at(-1)).toMatchObject({ error: { type: 'SensorTimeout' } });
    });
  });
}
