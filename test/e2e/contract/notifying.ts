import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { statesOf } from '../support/api.js';
import { bash } from '../support/bash-task.js';
import type { Here } from '../support/here.js';
import { Inbox, type Received, signatureOf } from '../support/inbox.js';

interface NotificationView {
  id: string;
  level: string;
  trigger: string;
  event: string;
  taskId: string | null;
  type: string;
  state: string;
  tries: number;
  lastError: { type: string; message: string } | null;
  nextAt: string | null;
  deliveredAt: string | null;
}
const LIST = `query ($id: ID!) { dagRun(id: $id) { notifications { totalCount
  nodes { id level trigger event taskId type state tries lastError { type message } nextAt deliveredAt } } } }`;
const SEARCH = `query ($filter: NotificationFilter!) { notifications(filter: $filter) { nodes { id } } }`;
const SET_CONNECTION = 'mutation ($input: SetConnectionInput!) { setConnection(input: $input) { __typename } }';
const RESPOND = 'mutation ($input: RespondToApprovalInput!) { respondToApproval(input: $input) { __typename } }';
const EVENTS = `query ($filter: EventFilter) { events(filter: $filter, first: 100) { nodes { type actor { kind } payload } } }`;

/** Whom runs tell, and how that is seen. */
export function notifying(here: Here): void {
  describe('notifiers', () => {
    const secret = `cnry-sign-${randomBytes(12).toString('hex')}`;
    const connection = here.name('incidents');
    let inbox: Inbox;
    beforeAll(() => void (inbox = new Inbox()));
    beforeEach(async () => {
      await inbox.open();
      const input = { id: connection, type: 'http', host: inbox.url, password: secret };
      expect(await here.api.mutate(SET_CONNECTION, { input })).toMatchObject({ __typename: 'ConnectionSaved' });
    });
    afterEach(async () => {
      await inbox.close();
      inbox.received.length = 0;
    });
    afterAll(() => inbox.close());

    const webhook = (more: object = {}): object[] => [{ type: 'notify.webhook', with: { connection, ...more } }];
    const listed = async (id: string): Promise<NotificationView[]> => {
      const { dagRun } = await here.api.ask<{
        dagRun: { notifications: { totalCount: number; nodes: NotificationView[] } };
      }>(LIST, { id });
      expect(dagRun.notifications.totalCount).toBe(dagRun.notifications.nodes.length);
      return dagRun.notifications.nodes;
    };
    /** The run's notifications as soon as the latest is in a state. */
    const until = async (id: string, state: string): Promise<NotificationView[]> => {
      for (let left = 600; ; left -= 1) {
        const found = await listed(id);
        if (found[0]?.state === state) return found;
        if (left === 0) throw new Error(`not ${state}: ${JSON.stringify(found)}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    const search = async (filter: object): Promise<string[]> => {
      const { notifications } = await here.api.ask<{ notifications: { nodes: { id: string }[] } }>(SEARCH, { filter });
      return notifications.nodes.map(({ id }) => id);
    };

    it('of a run that fails send exactly one message, signed, and it is listed as delivered', async () => {
      const notify = { onFailure: webhook({ path: '/alerts' }), onSuccess: webhook({ path: '/never' }) };
      const dagId = here.name('telling');
      const run = await here.api.run(dagId, { a: bash('exit 3') }, { runId: 'one' }, { notify });
      expect(run.state).toBe('FAILED');
      const [told, ...others] = await until(run.id, 'DELIVERED');
      expect(others).toEqual([]);
      expect(told).toMatchObject({ level: 'dag', trigger: 'onFailure', event: 'RunFailed', taskId: null, tries: 1 });
      expect(told).toMatchObject({ type: 'notify.webhook', lastError: null, nextAt: null });
      expect(Date.parse(String(told?.deliveredAt))).toBeGreaterThanOrEqual(Date.parse(String(run.endedAt)));
      expect(inbox.received).toHaveLength(1);
      const [message] = inbox.received as [Received];
      expect(message.path).toBe('/alerts');
      expect(message.headers['x-continuo-delivery']).toBe(told?.id);
      expect(message.headers['x-continuo-signature']).toBe(signatureOf(message, secret));
      expect(message.body).toMatchObject({ dagId, runId: 'one', state: 'failed', error: { type: 'RunFailed' } });
      expect(await search({ dagId, states: ['DELIVERED'] })).toEqual([told?.id]);
      expect(await search({ dagId, states: ['PENDING', 'UP_FOR_RETRY', 'FAILED'] })).toEqual([]);
      const { events } = await here.api.ask<{ events: { nodes: object[] } }>(EVENTS, {
        filter: { dagId, types: ['NotificationDelivered'] },
      });
      expect(events.nodes).toMatchObject([{ actor: { kind: 'WORKER' }, payload: { notificationId: told?.id } }]);
    });

    it('that reach nobody are tried again, and the run ends as it would', async () => {
      await inbox.close();
      const notify = { onSuccess: webhook() };
      const run = await here.api.run(here.name('telling_nobody'), { a: { type: 'empty' } }, {}, { notify });
      expect(run.state).toBe('SUCCESS');
      const [first] = await until(run.id, 'UP_FOR_RETRY');
      expect(first).toMatchObject({ lastError: { type: 'HttpNetwork' }, deliveredAt: null });
      expect(Date.parse(String(first?.nextAt))).toBeGreaterThan(Date.parse(String(run.endedAt)));
      expect(await search({ dagRunId: run.id, states: ['UP_FOR_RETRY'] })).toEqual([first?.id]);
      // it answers with the secret that it was sent: nobody may read that in the error
      inbox.answers.push({ status: 500, text: `cannot check ${secret}` });
      await inbox.open();
      const [last] = await until(run.id, 'DELIVERED');
      expect(last).toMatchObject({ id: first?.id, lastError: { type: 'HttpStatus' } });
      expect(last?.lastError?.message).toMatch(/answered 500: cannot check /);
      expect(last?.lastError?.message).not.toContain(secret);
      expect(last?.tries).toBeGreaterThanOrEqual(3);
      const ids = inbox.received.map(({ headers }) => headers['x-continuo-delivery']);
      expect(ids).toEqual([first?.id, first?.id]);
      expect(await here.api.view(run.id)).toEqual(run);
    });

    it('of an approval tell that somebody is asked, once, while the run waits', async () => {
      const asked = {
        subject: '{{ approval.subject }}',
        choices: '{{ approval.choices }}',
        by: '{{ approval.deadline }}',
      };
      const json = { ask: '{{ task.id }}', run: '{{ runId }}', event: '{{ event.type }}', ...asked };
      const tasks = {
        ask: { type: 'approval', with: { subject: 'Go?' }, notify: { onApproval: webhook({ path: '/ask', json }) } },
        then: { type: 'empty', upstream: ['ask'] },
      };
      const id = await here.api.start(await here.api.define(here.name('telling_whom'), tasks), { runId: 'asks' });
      const [told] = await until(id, 'DELIVERED');
      expect(told).toMatchObject({ level: 'task', trigger: 'onApproval', event: 'TaskAwaitingInput', taskId: 'ask' });
      const by = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/) as string;
      expect(inbox.received.map(({ path, body }) => [path, body])).toEqual([
        [
          '/ask',
          { ask: 'ask', run: 'asks', event: 'TaskAwaitingInput', subject: 'Go?', choices: ['approve', 'reject'], by },
        ],
      ]);
      expect((await here.api.view(id)).state).toBe('RUNNING');
      const input = { dagRunId: id, taskId: 'ask', choice: 'approve' };
      expect(await here.api.mutate(RESPOND, { input })).toMatchObject({ __typename: 'ApprovalResponded' });
      expect(statesOf(await here.api.ended(id))).toEqual({ ask: 'SUCCESS', then: 'SUCCESS' });
      expect(await listed(id)).toEqual([told]);
      expect(inbox.received).toHaveLength(1);
    });
  });
}
