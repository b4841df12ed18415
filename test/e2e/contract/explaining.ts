import { describe, expect, it } from 'vitest';
import { bash } from '../support/bash-task.js';
import type { Here } from '../support/here.js';

interface Explained {
  state: string;
  explanation: {
    summary: string;
    reason: string;
    blockedBy: string[];
    upstream: Record<string, number>;
    facts: Record<string, unknown>;
  };
}
const QUERY = `query ($id: ID!) { dagRun(id: $id) { tasks(first: 500) { nodes { taskId mapIndex state
  explanation { summary reason blockedBy upstream facts } } } } }`;

export function explaining(here: Here): void {
  /** By task, or `task[i]`, as soon as one of them says what is looked for. */
  async function explained(id: string, name: string, reason: string): Promise<Record<string, Explained>> {
    for (;;) {
      type Node = Explained & { taskId: string; mapIndex: number };
      const { dagRun } = await here.api.ask<{ dagRun: { tasks: { nodes: Node[] } } }>(QUERY, { id });
      const nameOf = ({ taskId, mapIndex }: Node): string => (mapIndex < 0 ? taskId : `${taskId}[${mapIndex}]`);
      const found = Object.fromEntries(dagRun.tasks.nodes.map((node) => [nameOf(node), node]));
      if (found[name]?.explanation.reason === reason) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const started = async (base: string, tasks: object, more: object = {}): Promise<string> =>
    here.api.start(await here.api.define(here.name(base), tasks as Record<string, object>, more));

  describe('an explanation', () => {
    it('names what runs, what is waited for, and the limit that leaves no place', async () => {
      const id = await started(
        'explained',
        { long: bash('sleep 60'), next: bash('true', { upstream: ['long'] }), other: bash('true') },
        { maxActiveTasks: 1 },
      );
      const found = await explained(id, 'long', 'RUNNING');
      expect(found['long']?.explanation).toMatchObject({
        summary: expect.stringMatching(/^try 1 of 1 is running on worker .+ since 20/),
        facts: { attempt: { number: 1 } },
      });
      expect(found['next']?.explanation).toMatchObject({
        reason: 'UPSTREAM',
        blockedBy: ['long'],
        upstream: { RUNNING: 1 },
        facts: { rule: { name: 'all_success', counts: { upstream: 1, done: 0 } } },
      });
      expect(found['other']?.explanation).toMatchObject({
        reason: 'LIMIT',
        blockedBy: ['maxActiveTasks'],
        facts: { limits: [{ used: 1, of: 1 }] },
      });
      await here.api.setState({ dagRunId: id, state: 'FAILED', reason: 'seen enough' });
      await here.api.ended(id);
      const after = await explained(id, 'long', 'FAILED');
      expect(after['long']?.explanation.summary).toMatch(/, by .+: seen enough$/);
    });

    it('tells the timer of a try, and why it failed', async () => {
      const id = await started('retried', { a: bash('exit 3', { retries: 1, retryDelay: '1h' }) });
      const { a } = await explained(id, 'a', 'RETRY');
      expect(a?.explanation).toMatchObject({
        summary: expect.stringMatching(/^try 1 of 2 failed: BashExit: .*3.*; the next one starts at 20/),
        facts: { timer: { at: expect.any(String) } },
      });
      await here.api.setState({ dagRunId: id, state: 'FAILED' });
    });

    it('follows a mapped task from its items to its instances', async () => {
      const id = await started('items', {
        list: { type: 'bash', with: { command: `sleep 1; echo '["a", "b"]'`, output: 'json' } },
        each: bash('test {{ map.x }} = a', { map: { x: "{{ xcom('list') }}" } }),
        join: bash('true', { upstream: ['each'] }),
      });
      const waiting = await explained(id, 'each', 'ITEMS');
      expect(waiting['each']?.explanation).toMatchObject({ blockedBy: ['list'] });
      await here.api.ended(id);
      const ended = await explained(id, 'join', 'UPSTREAM_FAILED');
      expect(ended['join']?.explanation).toMatchObject({
        blockedBy: ['each'],
        upstream: { SUCCESS: 1, FAILED: 1 },
        summary: 'the rule all_success can no longer hold: each did not succeed',
      });
      expect(ended['each[1]']?.explanation.facts).toMatchObject({ error: { type: 'BashExit' } });
    });

    it('names the run before that a task waits for', async () => {
      const dagId = await here.api.define(here.name('before'), { a: { ...bash('sleep 60'), dependsOnPast: true } });
      const first = await here.api.start(dagId, { runId: 'monday', logicalDate: '2026-01-05T00:00:00Z' });
      const second = await here.api.start(dagId, { runId: 'tuesday', logicalDate: '2026-01-06T00:00:00Z' });
      await explained(first, 'a', 'RUNNING');
      const { a } = await explained(second, 'a', 'PAST');
      expect(a?.explanation).toMatchObject({ blockedBy: ['monday'], facts: { past: { dagRunId: first } } });
      for (const id of [first, second]) await here.api.setState({ dagRunId: id, state: 'FAILED' });
    });

    it('tells the place in the queue of a pool', async () => {
      const pool = here.name('tight');
      const set = `mutation ($input: SetPoolInput!) { setPool(input: $input) { __typename } }`;
      await here.api.mutate(set, { input: { name: pool, slots: 1 } });
      const id = await started('pooled', {
        first: bash('sleep 60', { pool, priorityWeight: 10 }),
        second: bash('true', { pool }),
      });
      const { second } = await explained(id, 'second', 'SLOTS');
      expect(second?.explanation).toMatchObject({
        summary: `try 1 of 1 waits for 1 of pool ${pool}'s 1 slots, position 1`,
        blockedBy: [`pool ${pool}`],
        facts: { slots: { pool, slots: 1, occupied: 1, position: 1 } },
      });
      await here.api.setState({ dagRunId: id, state: 'FAILED' });
    });

    it('says that the run is paused, and who decided by hand', async () => {
      const id = await started('halted', { a: bash('sleep 1'), b: bash('true', { upstream: ['a'] }) });
      const pause = 'mutation ($id: ID!) { pauseDagRun(dagRunId: $id) { __typename } }';
      await here.api.mutate(pause, { id });
      const { b } = await explained(id, 'b', 'RUN_PAUSED');
      expect(b?.explanation.facts).toMatchObject({ pause: { of: ['run'] } });
      const set = 'mutation ($input: SetTaskStateInput!) { setTaskState(input: $input) { __typename } }';
      await here.api.mutate(set, { input: { dagRunId: id, taskId: 'b', state: 'SUCCESS', reason: 'done by hand' } });
      const after = await explained(id, 'b', 'BY_HAND');
      expect(after['b']?.explanation.summary).toBe('set to success, by admin: done by hand');
    });
  });
}
