import { describe, expect, it } from 'vitest';
import { collect } from '../../support/collect.js';
import { bash } from '../support/bash-task.js';
import type { Here } from '../support/here.js';

const CHANGED =
  'subscription ($id: ID!) { dagRunChanged(id: $id) { id state stateCounts { state count } tasks { nodes { taskId state } } } }';
const RECORDED =
  'subscription ($dagId: ID, $after: String) { eventRecorded(filter: { dagId: $dagId }, after: $after) { position stream version type } }';
const LOG =
  'subscription ($id: ID!, $after: Int) { taskLog(dagRunId: $id, taskId: "talk", after: $after) { number text stream } }';
const ORDER = ['NONE', 'SCHEDULED', 'QUEUED', 'RUNNING', 'SUCCESS'];

interface Changed {
  state: string;
  tasks: { nodes: { taskId: string; state: string }[] };
}
interface Recorded {
  position: string;
  stream: string;
  version: number;
  type: string;
}

export function subscribing(here: Here): void {
  describe('subscriptions', () => {
    it('dagRunChanged tells the current state at once, then each change, never going back', async () => {
      const dagId = await here.api.define(
        here.name('watched'),
        { a: bash('sleep 0.3'), b: bash('sleep 0.3', { upstream: ['a'] }) },
        { paused: true },
      );
      const id = await here.api.start(dagId);
      const changes = collect<Changed>(here.api.socket(), CHANGED, { id });
      await changes.until((items) => items.length === 1);
      expect(changes.items[0]).toMatchObject({ state: 'QUEUED' });
      await here.api.pause(dagId, false);
      await changes.until((items) => items.at(-1)?.state === 'SUCCESS');
      const ranks = (read: (item: Changed) => string | undefined): number[] =>
        changes.items.map((item) => ORDER.indexOf(read(item) ?? 'NONE'));
      for (const found of [
        changes.items.map(({ state }) => ['QUEUED', 'RUNNING', 'SUCCESS'].indexOf(state)),
        ranks((item) => item.tasks.nodes.find(({ taskId }) => taskId === 'a')?.state),
        ranks((item) => item.tasks.nodes.find(({ taskId }) => taskId === 'b')?.state),
      ])
        expect(found).toEqual([...found].sort((x, y) => x - y));
      expect(changes.items.length).toBeGreaterThanOrEqual(4);
      changes.stop();
      const late = collect<Changed>(here.api.socket(), CHANGED, { id });
      await late.until((items) => items.length === 1);
      expect(late.items[0]?.state).toBe('SUCCESS');
      late.stop();
    });

    it('eventRecorded loses none and doubles none, across lost sockets', async () => {
      const dagId = await here.api.define(here.name('followed'), {
        a: bash('true'),
        b: { type: 'empty', upstream: ['a'] },
      });
      const seen: Recorded[] = [];
      let running = true;
      const runs = (async () => {
        for (let i = 0; i < 6; i += 1) await here.api.ended(await here.api.start(dagId));
        running = false;
      })();
      for (let after = '0'; running || !(await caughtUp(seen)); after = seen.at(-1)?.position ?? '0') {
        const api = here.api.as(here.api.token);
        const events = collect<Recorded>(api.socket(), RECORDED, { dagId, after });
        await Promise.race([
          events.until((items) => items.length >= 5),
          new Promise((resolve) => setTimeout(resolve, 700)),
        ]).catch(() => undefined);
        await api.close();
        seen.push(...events.items);
      }
      await runs;
      const { events } = await here.api.ask<{ events: { nodes: Recorded[] } }>(
        'query ($dagId: ID) { events(filter: { dagId: $dagId }, first: 500) { nodes { position stream version type } } }',
        { dagId },
      );
      expect(seen).toEqual([...events.nodes].reverse());

      async function caughtUp(items: Recorded[]): Promise<boolean> {
        const { events: newest } = await here.api.ask<{ events: { nodes: Recorded[] } }>(
          'query ($dagId: ID) { events(filter: { dagId: $dagId }, first: 1) { nodes { position } } }',
          { dagId },
        );
        return newest.nodes[0]?.position === items.at(-1)?.position;
      }
    });

    it('without a cursor, eventRecorded begins now', async () => {
      const dagId = await here.api.define(here.name('from_now'), { a: { type: 'empty' } });
      const events = collect<Recorded>(here.api.socket(), RECORDED, { dagId });
      await new Promise((resolve) => setTimeout(resolve, 500));
      await here.api.pause(dagId, true);
      await events.until((items) => items.length > 0);
      expect(events.items.map(({ type }) => type)).toEqual(['DagPaused']);
      events.stop();
    });

    it('taskLog follows a running task from a line on, and ends with it', async () => {
      const dagId = await here.api.define(here.name('talking'), {
        talk: bash('for i in 1 2 3 4 5 6; do echo "line $i"; sleep 0.4; done'),
      });
      const id = await here.api.start(dagId);
      const lines = collect<{ number: number; text: string }>(here.api.socket(), LOG, { id, after: 0 });
      await lines.until((items) => items.length >= 2);
      expect((await here.api.view(id)).state).toBe('RUNNING');
      const later = collect<{ number: number; text: string }>(here.api.socket(), LOG, { id, after: 4 });
      await Promise.all([lines.completed, later.completed]);
      expect(lines.items.map(({ number, text }) => [number, text])).toEqual(
        [1, 2, 3, 4, 5, 6].map((n) => [n, `line ${n}`]),
      );
      expect(later.items.map(({ number }) => number)).toEqual([5, 6]);
    });
  });
}
