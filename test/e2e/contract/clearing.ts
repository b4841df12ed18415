import { describe, expect, it } from 'vitest';
import { type Member, statesOf, taskOf } from '../support/api.js';
import { bash } from '../support/bash-task.js';
import { goneWithin } from '../support/gone-within.js';
import type { Here } from '../support/here.js';

const RESULT = `__typename ... on ControlApplied { dagRun { id state clearNumber paused } affected { taskId mapIndex state } }
  ... on ControlRefused { code message }`;
const CLEAR = `mutation ($input: ClearTasksInput!) { clearTasks(input: $input) { ${RESULT} } }`;
const SET = `mutation ($input: SetTaskStateInput!) { setTaskState(input: $input) { ${RESULT} } }`;
const RETRY = `mutation ($input: TaskControlInput!) { retryTask(input: $input) { ${RESULT} } }`;
const SKIP = `mutation ($input: TaskControlInput!) { skipTask(input: $input) { ${RESULT} } }`;
const PAUSE = `mutation ($id: ID!) { pauseDagRun(dagRunId: $id, reason: "lunch") { ${RESULT} } }`;
const RESUME = `mutation ($id: ID!) { resumeDagRun(dagRunId: $id) { ${RESULT} } }`;

const affected = (answer: Member): string[] =>
  (answer['affected'] as { taskId: string }[]).map(({ taskId }) => taskId).sort();

/** What people do to task instances, on live and on ended runs. */
export function clearing(here: Here): void {
  const mutate = (query: string, input: object): Promise<Member> => here.api.mutate(query, { input });

  describe('clearTasks', () => {
    it('on an ended run: a dry run tells the same, it opens again, what was cleared runs once more, the rest does not', async () => {
      const dagId = here.name('clear_ended');
      const tasks = {
        a: bash('echo a'),
        b: bash('echo b', { upstream: ['a'] }),
        c: bash('echo c', { upstream: ['b'] }),
      };
      const { id } = await here.api.run(dagId, tasks);
      const input = { dagRunId: id, taskIds: ['b'], reason: 'new data' };
      const dry = await mutate(CLEAR, { ...input, dryRun: true });
      expect(affected(dry)).toEqual(['b', 'c']);
      expect((await here.api.view(id)).state).toBe('SUCCESS');
      const answer = await mutate(CLEAR, input);
      expect(answer).toMatchObject({ __typename: 'ControlApplied', dagRun: { clearNumber: 1 } });
      expect(affected(answer)).toEqual(['b', 'c']);
      const run = await here.api.ended(id);
      expect(statesOf(run)).toEqual({ a: 'SUCCESS', b: 'SUCCESS', c: 'SUCCESS' });
      expect(['a', 'b', 'c'].map((task) => taskOf(run, task).attempts.length)).toEqual([1, 2, 2]);
      expect(run.workflow?.workflowId).toBe(`run/${id}/2`);
    });

    it('on a live run: what runs is stopped, its processes are gone, and it tries again', async () => {
      const dagId = await here.api.define(here.name('clear_live'), {
        long: bash('echo $$; [ "{{ tryNumber }}" = 2 ] || sleep 120'),
        after: bash('true', { upstream: ['long'] }),
      });
      const id = await here.api.start(dagId);
      const group = await firstLine(here, id, 'long');
      expect(affected(await mutate(CLEAR, { dagRunId: id, taskIds: ['long'] }))).toEqual(['long']);
      await goneWithin(group, 10_000);
      const run = await here.api.ended(id);
      expect(statesOf(run)).toEqual({ long: 'SUCCESS', after: 'SUCCESS' });
      expect(taskOf(run, 'long').attempts).toMatchObject([{ outcome: 'CANCELLED' }, { outcome: 'SUCCESS' }]);
    });

    it('on the latest version: the ended run goes on with it, and its bodies are the new ones', async () => {
      const dagId = here.name('clear_version');
      const { id } = await here.api.run(dagId, { a: bash('echo old'), b: bash('echo b', { upstream: ['a'] }) });
      await here.api.define(dagId, { a: bash('echo new'), c: bash('echo c', { upstream: ['a'] }) });
      await mutate(CLEAR, { dagRunId: id, taskIds: ['a'], onLatestVersion: true });
      const run = await here.api.ended(id);
      expect(statesOf(run)).toEqual({ a: 'SUCCESS', b: 'REMOVED', c: 'SUCCESS' });
      expect(await here.api.log(id, 'a')).toContain('new');
    });

    it('on the latest version of a live run: its next execution has the new plan', async () => {
      const dagId = await here.api.define(here.name('move_live'), {
        a: bash('echo $$; sleep 120'),
        gone: bash('sleep 120'),
      });
      const id = await here.api.start(dagId);
      await firstLine(here, id, 'a');
      await here.api.define(dagId, { a: bash('echo quick'), more: bash('echo more', { upstream: ['a'] }) });
      // what the version removes and adds changes, too
      const answer = await mutate(CLEAR, { dagRunId: id, taskIds: ['a'], onLatestVersion: true });
      expect(affected(answer)).toEqual(['a', 'gone', 'more']);
      const run = await here.api.ended(id);
      expect(statesOf(run)).toEqual({ a: 'SUCCESS', gone: 'REMOVED', more: 'SUCCESS' });
      expect(run.state).toBe('SUCCESS');
    });
  });

  describe('other controls of task instances', () => {
    it('setTaskState lets the run go on, retryTask starts a waiting retry, skipTask passes over', async () => {
      const dagId = await here.api.define(here.name('by_hand'), {
        long: bash('sleep 120'),
        after: bash('true', { upstream: ['long'] }),
        flaky: bash('[ "{{ tryNumber }}" = 2 ]', { retries: 1, retryDelay: '1h' }),
        slow: bash('sleep 120'),
      });
      const id = await here.api.start(dagId);
      await here.api.until(id, (run) => taskOf(run, 'flaky').state === 'UP_FOR_RETRY');
      expect(await mutate(RETRY, { dagRunId: id, taskId: 'flaky' })).toMatchObject({ __typename: 'ControlApplied' });
      expect(await mutate(SET, { dagRunId: id, taskId: 'long', state: 'SUCCESS' })).toMatchObject({
        affected: [{ taskId: 'long', state: 'SUCCESS' }],
      });
      expect(await mutate(SKIP, { dagRunId: id, taskId: 'slow' })).toMatchObject({ affected: [{ state: 'SKIPPED' }] });
      const run = await here.api.ended(id);
      expect(statesOf(run)).toEqual({ long: 'SUCCESS', after: 'SUCCESS', flaky: 'SUCCESS', slow: 'SKIPPED' });
    });

    it('a paused run starts nothing new until it is resumed', async () => {
      const dagId = await here.api.define(here.name('lunch'), {
        a: bash('sleep 1'),
        b: bash('true', { upstream: ['a'] }),
      });
      const id = await here.api.start(dagId);
      expect(await here.api.mutate(PAUSE, { id })).toMatchObject({ dagRun: { paused: true } });
      await here.api.until(id, (run) => taskOf(run, 'a').state === 'SUCCESS' || run.state === 'QUEUED');
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(taskOf(await here.api.view(id), 'b').state).toBe('NONE');
      expect(await here.api.mutate(RESUME, { id })).toMatchObject({ dagRun: { paused: false } });
      expect((await here.api.ended(id)).state).toBe('SUCCESS');
    });
  });
}

/** The process group that a body tells first. */
async function firstLine(here: Here, id: string, task: string): Promise<number> {
  for (;;) {
    const group = Number((await here.api.log(id, task)).split('\n')[0]);
    if (group > 1) return group;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
