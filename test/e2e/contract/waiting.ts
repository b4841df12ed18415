import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { statesOf, taskOf } from '../support/api.js';
import { bash } from '../support/bash-task.js';
import type { Here } from '../support/here.js';

const RESPOND = `mutation ($input: RespondToApprovalInput!) { respondToApproval(input: $input) { __typename
  ... on ApprovalResponded { approval { state chosen respondedBy { name } } } ... on InvalidParams { issues { path } } ... on Refused { code message } } }`;

/** Waits that people and other systems end. */
export function waiting(here: Here): void {
  const typesOf = async (id: string, taskId: string): Promise<string[]> => {
    const { events } = await here.api.ask<{ events: { nodes: { type: string }[] } }>(
      'query ($filter: EventFilter) { events(filter: $filter, first: 100) { nodes { type } } }',
      { filter: { dagRunId: id, taskId } },
    );
    return events.nodes.map(({ type }) => type);
  };
  const asks = (id: string) => here.api.until(id, (run) => taskOf(run, 'ask').state === 'AWAITING_INPUT');

  describe('approval', () => {
    it('waits for a person, whose answer decides what goes on, at once', async () => {
      const choices = [
        { id: 'left', follow: ['l'] },
        { id: 'right', follow: ['r'] },
      ];
      const id = await here.api.start(
        await here.api.define(here.name('asking'), {
          ask: {
            type: 'approval',
            with: { subject: 'Where to?', choices, form: { why: { type: 'string', minLength: 3 } } },
          },
          l: bash('echo left', { upstream: ['ask'] }),
          r: bash(`echo "{{ xcom('ask').params.why }} by {{ xcom('ask').respondedBy.name }}"`, { upstream: ['ask'] }),
        }),
      );
      expect(taskOf(await asks(id), 'ask').explanation.summary).toContain('waits for people');
      const input = { dagRunId: id, taskId: 'ask', choice: 'right', params: { why: 'no' } };
      expect(await here.api.mutate(RESPOND, { input })).toMatchObject({ issues: [{ path: 'params.why' }] });
      expect(await here.api.mutate(RESPOND, { input: { ...input, choice: 'up' } })).toMatchObject({ code: 'INVALID' });
      const right = { ...input, params: { why: 'because' }, reason: 'seen it', idempotencyKey: here.name('answer') };
      const answer = await here.api.mutate(RESPOND, { input: right });
      expect(answer).toMatchObject({
        approval: { state: 'ANSWERED', chosen: ['right'], respondedBy: { name: 'admin' } },
      });
      expect(await here.api.mutate(RESPOND, { input: right })).toEqual(answer);
      const run = await here.api.ended(id);
      expect(statesOf(run)).toEqual({ ask: 'SUCCESS', l: 'SKIPPED', r: 'SUCCESS' });
      expect(taskOf(run, 'r').xcoms).toMatchObject([{ value: 'because by admin' }]);
      expect(await here.api.mutate(RESPOND, { input })).toMatchObject({ code: 'ILLEGAL_STATE' });
      const types = await typesOf(id, 'ask');
      for (const type of ['ApprovalRequested', 'TaskAwaitingInput', 'ApprovalResponded', 'TaskWoken', 'TaskSucceeded'])
        expect(
          types.filter((each) => each === type),
          type,
        ).toHaveLength(1);
    });

    it('takes the default at the deadline, and is CANCELLED with its run', async () => {
      const defaulted = await here.api.run(here.name('late'), {
        ask: { type: 'approval', with: { subject: 'Go?', deadline: '1s', default: 'reject' } },
        then: { type: 'empty', upstream: ['ask'] },
      });
      expect(statesOf(defaulted)).toEqual({ ask: 'SUCCESS', then: 'SKIPPED' });
      const id = await here.api.start(
        await here.api.define(here.name('dropped'), { ask: { type: 'approval', with: { subject: 'Go?' } } }),
      );
      await asks(id);
      await here.api.setState({ dagRunId: id, state: 'FAILED' });
      expect(statesOf(await here.api.ended(id))).toEqual({ ask: 'FAILED' });
      const { approvals } = await here.api.ask<{ approvals: { nodes: object[] } }>(
        'query ($id: ID!) { approvals(filter: { dagRunId: $id }) { nodes { state } } }',
        { id },
      );
      expect(approvals.nodes).toEqual([{ state: 'CANCELLED' }]);
      expect(
        await here.api.mutate(RESPOND, { input: { dagRunId: id, taskId: 'ask', choice: 'approve' } }),
      ).toMatchObject({
        code: 'ILLEGAL_STATE',
      });
    });
  });

  describe('wait.callback', () => {
    it('waits for the call of another system, which completes it once', async () => {
      const notified: string[] = [];
      const system = createServer((request, response) => {
        request.on('data', (part: Buffer) => notified.push((JSON.parse(part.toString()) as { notify: string }).notify));
        request.on('end', () => response.writeHead(202).end());
      });
      await new Promise<void>((resolve) => system.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(system.address() as AddressInfo).port}/jobs`;
      const request = { url, method: 'POST', json: { notify: '{{ callback.url }}' } };
      const id = await here.api.start(
        await here.api.define(here.name('calling'), {
          job: { type: 'wait.callback', with: { request }, timeout: '1h' },
          then: bash(`echo "{{ xcom('job').rows }} rows"`, { upstream: ['job'] }),
        }),
      );
      // the run has heard of the wait, so that the call is what ends it
      while (!(await typesOf(id, 'job')).includes('TaskUpForReschedule')) await sleep(50);
      const call = async (body: object): Promise<number> => {
        const headers = { 'content-type': 'application/json' };
        return (await fetch(notified[0] ?? '', { method: 'POST', headers, body: JSON.stringify(body) })).status;
      };
      expect(notified[0]?.startsWith(`${here.endpoint.url}/callbacks/`)).toBe(true);
      expect(await call({ status: 'success', value: { rows: 7 } })).toBe(200);
      expect(await call({ status: 'success', value: { rows: 8 } })).toBe(409);
      const run = await here.api.ended(id);
      expect(taskOf(run, 'then').xcoms).toMatchObject([{ value: '7 rows' }]);
      expect(await typesOf(id, 'job')).toEqual(expect.arrayContaining(['CallbackReceived', 'TaskWoken']));
      expect(notified).toHaveLength(1);
      system.close();
    });
  });
}
