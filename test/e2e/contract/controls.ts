import { describe, expect, it } from 'vitest';
import { statesOf, taskOf } from '../support/api.js';
import { bash } from '../support/bash-task.js';
import { goneWithin } from '../support/gone-within.js';
import type { Here } from '../support/here.js';
import type { RunView } from '../support/run-view.js';

/** A body that runs long; its log's first line is its process group. */
const long = (more: object = {}): object => bash('echo $$; sleep 120', more);

export function controls(here: Here): void {
  const startLong = async (name: string): Promise<{ id: string; group: number }> => {
    const dagId = await here.api.define(here.name(name), {
      long: long(),
      after: bash('true', { upstream: ['long'] }),
      free: { type: 'empty' },
    });
    const id = await here.api.start(dagId);
    for (;;) {
      const group = Number((await here.api.log(id, 'long')).split('\n')[0]);
      if (group > 1) return { id, group };
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const typesOf = async (id: string): Promise<string[]> => {
    const { dagRun } = await here.api.ask<{ dagRun: { events: { nodes: { type: string }[] } } }>(
      'query ($id: ID!) { dagRun(id: $id) { events(first: 500) { nodes { type } } } }',
      { id },
    );
    return dagRun.events.nodes.map(({ type }) => type);
  };

  describe('pause', () => {
    it('a paused DAG accepts a trigger, keeps the run QUEUED, and runs it when unpaused', async () => {
      const dagId = await here.api.define(here.name('quiet'), { a: bash('echo a') });
      expect(await here.api.pause(dagId, true)).toMatchObject({ dag: { paused: true } });
      const id = await here.api.start(dagId);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const queued = await here.api.view(id);
      expect(queued).toMatchObject({ state: 'QUEUED', startedAt: null, workflow: null });
      expect(taskOf(queued, 'a').explanation.summary).toMatch(/paused/);
      expect(await here.api.pause(dagId, false)).toMatchObject({ dag: { paused: false } });
      expect((await here.api.ended(id)).state).toBe('SUCCESS');
      expect(await here.api.pause('nobody', true)).toMatchObject({ __typename: 'DagNotFound' });
    });

    it('a paused DAG holds its runs under way: what is queued finishes, nothing else starts or ends until it is unpaused', async () => {
      const dagId = await here.api.define(here.name('held'), {
        first: bash('sleep 1'),
        next: bash('true', { upstream: ['first'] }),
      });
      const id = await here.api.start(dagId);
      await here.api.until(id, (run) => taskOf(run, 'first').state === 'RUNNING');
      await here.api.pause(dagId, true);
      const held = await here.api.until(id, (run) => taskOf(run, 'first').state === 'SUCCESS');
      expect(held.state).toBe('RUNNING');
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const still = await here.api.view(id);
      expect(statesOf(still)).toEqual({ first: 'SUCCESS', next: 'NONE' });
      expect(taskOf(still, 'next').explanation.summary).toMatch(/the DAG is paused/);
      await here.api.pause(dagId, false);
      expect(statesOf(await here.api.ended(id))).toEqual({ first: 'SUCCESS', next: 'SUCCESS' });
      expect((await typesOf(id)).filter((type) => type.startsWith('Run'))).toEqual(
        expect.arrayContaining(['RunHeld', 'RunReleased', 'RunSucceeded']),
      );
    });

    it('maxActiveRuns holds the others back until one ends', async () => {
      const dagId = await here.api.define(here.name('narrow'), { a: bash('sleep 1') }, { maxActiveRuns: 1 });
      const ids = [await here.api.start(dagId), await here.api.start(dagId), await here.api.start(dagId)];
      const runs: RunView[] = [];
      for (const id of ids) runs.push(await here.api.ended(id));
      const spans = runs.map(({ startedAt, endedAt }) => [Date.parse(String(startedAt)), Date.parse(String(endedAt))]);
      expect(spans.slice(1).every(([start = 0], i) => start >= (spans[i]?.[1] ?? Infinity))).toBe(true);
    });
  });

  describe('setDagRunState', () => {
    it('FAILED on a running run: answered at once, what runs is CANCELLED and its processes gone within 5 s', async () => {
      const { id, group } = await startLong('to_fail');
      const answer = await here.api.setState({ dagRunId: id, state: 'FAILED', reason: 'not wanted' });
      expect(answer).toMatchObject({ __typename: 'ControlApplied', dagRun: { id, state: 'FAILED' } });
      await goneWithin(group, 5_000);
      const run = await here.api.ended(id);
      expect(statesOf(run)).toEqual({ long: 'FAILED', after: 'SKIPPED', free: 'SUCCESS' });
      expect(taskOf(run, 'long').attempts).toMatchObject([{ outcome: 'CANCELLED', error: { type: 'Cancelled' } }]);
      const { events } = await here.api.ask<{ events: { nodes: object[] } }>(
        'query ($id: ID!) { events(filter: { dagRunId: $id, types: ["RunFailed"] }) { nodes { reason actor { kind name } } } }',
        { id },
      );
      expect(events.nodes).toEqual([{ reason: 'not wanted', actor: { kind: 'USER', name: 'admin' } }]);
      expect(await here.api.setState({ dagRunId: id, state: 'FAILED' })).toMatchObject({
        __typename: 'ControlRefused',
        code: 'ILLEGAL_STATE',
      });
    });

    it('SUCCESS on a running run: every task is a success, and the body is ended', async () => {
      const { id, group } = await startLong('to_succeed');
      expect(await here.api.setState({ dagRunId: id, state: 'SUCCESS' })).toMatchObject({
        dagRun: { state: 'SUCCESS' },
      });
      await goneWithin(group, 5_000);
      expect(statesOf(await here.api.ended(id))).toEqual({ long: 'SUCCESS', after: 'SUCCESS', free: 'SUCCESS' });
    });

    it('FAILED on a queued run: it ends without ever having run', async () => {
      const dagId = await here.api.define(here.name('never_ran'), { a: bash('true') }, { paused: true });
      const id = await here.api.start(dagId);
      expect(await here.api.setState({ dagRunId: id, state: 'FAILED' })).toMatchObject({ dagRun: { state: 'FAILED' } });
      await here.api.pause(dagId, false);
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(await here.api.view(id)).toMatchObject({
        state: 'FAILED',
        tasks: { nodes: [{ state: 'SKIPPED', attempts: [] }] },
      });
    });

    it('QUEUED on a closed run opens it again as its next epoch; what has ended is not done again', async () => {
      const dagId = here.name('again');
      const first = await here.api.run(dagId, { good: bash('echo once'), bad: bash('exit 1', { upstream: ['good'] }) });
      expect(first.state).toBe('FAILED');
      expect(await here.api.setState({ dagRunId: first.id, state: 'QUEUED', reason: 'once more' })).toMatchObject({
        __typename: 'ControlApplied',
        dagRun: { id: first.id },
      });
      const second = await here.api.until(
        first.id,
        (run) => run.state === 'FAILED' && run.workflow?.workflowId === `run/${first.id}/2`,
      );
      expect(statesOf(second)).toEqual({ good: 'SUCCESS', bad: 'FAILED' });
      expect(second.tasks.nodes.map(({ attempts }) => attempts.length)).toEqual([1, 1]);
      expect((await typesOf(first.id)).filter((type) => type.startsWith('Run'))).toEqual(
        expect.arrayContaining(['RunCreated', 'RunFailed', 'RunReopened']),
      );
    });

    it('is refused where it makes no sense, and honours its idempotency key', async () => {
      expect(await here.api.setState({ dagRunId: 'nobody', state: 'FAILED' })).toMatchObject({
        __typename: 'ControlRefused',
        code: 'NOT_FOUND',
      });
      const { id } = await here.api.run(here.name('closed'), { a: { type: 'empty' } });
      expect(await here.api.setState({ dagRunId: id, state: 'RUNNING' })).toMatchObject({
        __typename: 'ControlRefused',
        code: 'INVALID',
      });
      const idempotencyKey = here.name('control');
      const answer = await here.api.setState({ dagRunId: id, state: 'FAILED', idempotencyKey });
      expect(answer).toMatchObject({ __typename: 'ControlApplied', dagRun: { state: 'FAILED' } });
      expect(await here.api.setState({ dagRunId: id, state: 'FAILED', idempotencyKey })).toEqual(answer);
      expect(await here.api.setState({ dagRunId: id, state: 'SUCCESS', idempotencyKey })).toMatchObject({
        code: 'IDEMPOTENCY_CONFLICT',
      });
      expect((await here.api.view(id)).state).toBe('FAILED');
    });
  });
}
