import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { statesOf, taskOf } from '../support/api.js';
import { bash } from '../support/bash-task.js';
import type { Here } from '../support/here.js';
import type { RunView } from '../support/run-view.js';

const FAMILY = `query ($id: ID!) { dagRun(id: $id) {
  parent { dagRun { id } taskId mapIndex tryNumber } triggeredRuns { totalCount nodes { id dagId parent { taskId } } } } }`;
interface Family {
  parent: { dagRun: { id: string }; taskId: string; mapIndex: number; tryNumber: number } | null;
  triggeredRuns: { totalCount: number; nodes: { id: string; dagId: string; parent: { taskId: string } }[] };
}

/** Work of a run that lies elsewhere: runs that it triggers or waits for, and jobs of other systems. */
export function otherRuns(here: Here): void {
  const family = async (id: string): Promise<Family> => (await here.api.ask<{ dagRun: Family }>(FAMILY, { id })).dagRun;
  const trigger = (dag: string, more: object = {}) => ({ type: 'triggerDag', with: { dag, ...more } });
  const errorOf = (run: RunView, task: string) => taskOf(run, task).attempts.at(-1)?.error?.type;

  describe('triggerDag', () => {
    it('triggers a run, which both know of, and goes on', async () => {
      const child = await here.api.define(here.name('child'), { a: bash('echo "{{ conf.n }}"') });
      const run = await here.api.run(here.name('parent'), { t: trigger(child, { conf: { n: 7 } }) });
      const { triggeredRuns, parent } = await family(run.id);
      expect(parent).toBeNull();
      expect(triggeredRuns).toMatchObject({ totalCount: 1, nodes: [{ dagId: child, parent: { taskId: 't' } }] });
      const id = triggeredRuns.nodes[0]?.id ?? '';
      expect((await family(id)).parent).toEqual({ dagRun: { id: run.id }, taskId: 't', mapIndex: -1, tryNumber: 1 });
      expect(taskOf(await here.api.ended(id), 'a').xcoms).toMatchObject([{ value: '7' }]);
      expect(taskOf(run, 't').xcoms).toMatchObject([{ value: { id, dagId: child } }]);
    });

    it('waits deferred for the end of the run, which wakes it, and fails with it', async () => {
      const gate = here.name('gate');
      const child = await here.api.define(here.name('gated'), {
        ask: { type: 'approval', with: { subject: gate, choices: [{ id: 'go' }, { id: 'stop', outcome: 'fail' }] } },
      });
      const parent = await here.api.define(here.name('waiting_parent'), {
        t: trigger(child, { wait: true, pollInterval: '1h' }),
      });
      for (const [choice, state] of [
        ['go', 'SUCCESS'],
        ['stop', 'FAILED'],
      ] as const) {
        const id = await here.api.start(parent);
        await here.api.until(id, (run) => taskOf(run, 't').state === 'DEFERRED');
        const childId = (await family(id)).triggeredRuns.nodes[0]?.id ?? '';
        await here.api.until(childId, (run) => taskOf(run, 'ask').state === 'AWAITING_INPUT');
        await decide(childId, choice);
        const run = await here.api.ended(id);
        expect(run.state).toBe(state);
        expect(errorOf(run, 't')).toBe(choice === 'go' ? undefined : 'TriggeredRunFailed');
      }
    });
  });

  const decide = async (dagRunId: string, choice: string): Promise<void> => {
    const answer = await here.api.mutate(
      'mutation ($input: RespondToApprovalInput!) { respondToApproval(input: $input) { __typename ... on Refused { message } } }',
      { input: { dagRunId, taskId: 'ask', choice } },
    );
    if (answer.__typename !== 'ApprovalResponded') throw new Error(JSON.stringify(answer));
  };

  describe('sensor.externalRun and sensor.externalTask', () => {
    // poked by themselves they would look again after an hour only
    const sensor = (kind: 'Run' | 'Task', given: object) => ({
      type: `sensor.external${kind}`,
      with: given,
      pokeInterval: '1h',
    });
    const awaited = (name: string): Promise<string> =>
      here.api.define(here.name(name), {
        ask: {
          type: 'approval',
          with: { subject: name, choices: [{ id: 'go' }, { id: 'stop', outcome: 'fail' }] },
        },
        last: { type: 'empty', upstream: ['ask'] },
      });
    const waits = (id: string, task: string) =>
      here.api.until(id, (run) => taskOf(run, task).state === 'UP_FOR_RESCHEDULE');

    it('wait for a run that is under way, and fail when told to by its state', async () => {
      const dag = await awaited('under_way');
      const failing = { failedStates: ['failed'] };
      for (const [choice, states] of [
        ['go', { run: 'SUCCESS', task: 'SUCCESS' }],
        ['stop', { run: 'FAILED', task: 'FAILED' }],
      ] as const) {
        const runId = `one_${choice}`;
        const target = await here.api.start(dag, { runId });
        const id = await here.api.start(
          await here.api.define(here.name(`watching_${choice}`), {
            run: sensor('Run', { dag, runId, ...failing }),
            task: sensor('Task', { dag, runId, task: 'ask', ...failing }),
          }),
        );
        await waits(id, 'run');
        await waits(id, 'task');
        await here.api.until(target, (run) => taskOf(run, 'ask').state === 'AWAITING_INPUT');
        await decide(target, choice);
        const run = await here.api.ended(id);
        expect(statesOf(run)).toEqual(states);
        if (choice === 'stop') expect(errorOf(run, 'run')).toBe('ExternalFailed');
        // a run that has ended is no wait
        const late = await here.api.run(here.name(`late_${choice}`), {
          run: sensor('Run', { dag, runId, ...failing }),
        });
        expect(statesOf(late)).toEqual({ run: states.run });
        expect(taskOf(late, 'run').pokeCount).toBe(1);
      }
    });

    it('wait for a run that does not exist yet, by its logical date', async () => {
      const dag = await here.api.define(here.name('to_come'), { a: bash('true') });
      const own = { logicalDate: '2026-03-01T01:00:00Z' };
      const id = await here.api.start(
        await here.api.define(here.name('early'), { run: sensor('Run', { dag, offset: '1h', checkExistence: true }) }),
        own,
      );
      await waits(id, 'run');
      const target = await here.api.start(dag, { logicalDate: '2026-03-01T00:00:00Z' });
      const run = await here.api.ended(id);
      expect(taskOf(run, 'run').xcoms).toMatchObject([{ value: { id: target, state: 'success' } }]);
      const { events } = await here.api.ask<{ events: { nodes: { type: string }[] } }>(
        'query ($filter: EventFilter) { events(filter: $filter, first: 100) { nodes { type } } }',
        { filter: { dagRunId: id, taskId: 'run' } },
      );
      expect(events.nodes.map(({ type }) => type)).toContain('TaskWoken');
    });
  });

  describe('http.job', () => {
    it('submits a job once, waits deferred, and takes its result', async () => {
      let submitted = 0;
      let polls = 0;
      const service = createServer((request, response) => {
        request.resume();
        if (request.method === 'POST') submitted += 1;
        else polls += 1;
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ id: 'j1', state: polls > 1 ? 'done' : 'running', rows: 3 }));
      });
      await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
      const run = await here.api.run(here.name('jobs'), {
        job: {
          type: 'http.job',
          with: {
            url: `http://127.0.0.1:${(service.address() as AddressInfo).port}`,
            submit: { path: '/jobs' },
            poll: { path: '/jobs/{id}' },
            until: 'body.state == "done"',
            pollInterval: '1s',
          },
        },
      });
      service.close();
      expect(run.state).toBe('SUCCESS');
      expect(submitted).toBe(1);
      expect(taskOf(run, 'job').xcoms).toMatchObject([{ value: { rows: 3 } }]);
    });
  });
}
