import { beforeAll, describe, expect, it } from 'vitest';
import { bash } from '../support/bash-task.js';
import { EVENT_FIELDS, type EventView, hashOf } from '../support/event-view.js';
import type { Here } from '../support/here.js';

interface Page {
  nodes: EventView[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

export function history(here: Here): void {
  describe('events', () => {
    const page = async (args: string, variables: object = {}): Promise<Page> => {
      const declared = ['$id: ID', '$after: String'].filter((one) => args.includes(one.split(':')[0] ?? ''));
      const query = `query ${declared.length === 0 ? '' : `(${declared.join(', ')})`} {
        events(${args}) { nodes { ${EVENT_FIELDS} } pageInfo { hasNextPage endCursor } } }`;
      return (await here.api.ask<{ events: Page }>(query, variables)).events;
    };
    const all = async (args: string, variables: object = {}): Promise<EventView[]> => {
      const found: EventView[] = [];
      for (let after: string | null = null, more = true; more;) {
        const { nodes, pageInfo }: Page = await page(`${args}, after: $after`, { ...variables, after });
        found.push(...nodes);
        [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
      }
      return found;
    };
    let id: string;
    beforeAll(async () => {
      const tasks = {
        a: bash('[ {{ tryNumber }} -ge 2 ]', { retries: 1, retryDelay: '100ms' }),
        é: bash('true', { upstream: ['a'] }),
      };
      const dagId = await here.api.define(
        here.name('told'),
        { a: tasks.a, b: tasks.é },
        { description: 'ein Täst "\u2028 \ud83d\ude00' },
      );
      const conf = {
        text: '\u0001 ü \ud83d\ude00 "\\/',
        numbers: [0.1, -0, 1e21, 1e-7, 5, 123456789012],
        '€': null,
        a: { z: 1, B: 2 },
      };
      id = await here.api.start(dagId, { conf, reason: 'for the record' });
      expect((await here.api.ended(id)).state).toBe('SUCCESS');
    });

    it('every stream is whole, and each event proves itself and its predecessor', async () => {
      const events = await all('first: 500');
      const streams = new Map<string, EventView[]>();
      for (const event of events) streams.set(event.stream, [...(streams.get(event.stream) ?? []), event]);
      expect(streams.size).toBeGreaterThan(5);
      const broken: string[] = [];
      for (const [stream, found] of streams) {
        const ordered = [...found].sort((a, b) => a.version - b.version);
        ordered.forEach((event, version) => {
          const previousHash = ordered[version - 1]?.hash ?? null;
          if (event.version !== version || event.previousHash !== previousHash || hashOf(event) !== event.hash)
            broken.push(`${stream}:${version}`);
        });
      }
      expect(broken).toEqual([]);
    });

    it('positions are unique; the list is newest first, and pages of any size give the same', async () => {
      const events = await all('filter: { dagRunId: $id }, first: 500', { id });
      const positions = events.map(({ position }) => BigInt(position));
      expect(positions.every((position, i) => i === 0 || position < (positions[i - 1] ?? 0n))).toBe(true);
      expect(await all('filter: { dagRunId: $id }, first: 3', { id })).toEqual(events);
      const { dagRun } = await here.api.ask<{ dagRun: { events: Page } }>(
        `query ($id: ID!) { dagRun(id: $id) { events(first: 500) { nodes { ${EVENT_FIELDS} } pageInfo { hasNextPage endCursor } } } }`,
        { id },
      );
      expect(dagRun.events.nodes).toEqual([...events].reverse());
    });

    it('tell who, why, and what happened in order; the run and each attempt have a stream', async () => {
      const events = (await all('filter: { dagRunId: $id }, first: 500', { id })).reverse();
      expect(events[0]).toMatchObject({
        type: 'RunCreated',
        version: 0,
        stream: `run-${id}`,
        reason: 'for the record',
        actor: { kind: 'USER', name: 'admin' },
        previousHash: null,
      });
      const attempts = events.filter(({ stream }) => stream.startsWith(`attempt-${id}/`));
      expect([...new Set(attempts.map(({ stream }) => stream))].sort()).toEqual(
        ['a/-1/1/1', 'a/-1/2/1', 'b/-1/1/1'].map((key) => `attempt-${id}/${key}`),
      );
      expect(attempts.map(({ type }) => type).sort()).toEqual([
        ...Array(3).fill('AttemptEnded'),
        ...Array(3).fill('AttemptStarted'),
      ]);
      const types = events.map(({ type }) => type);
      expect(types.at(-1)).toBe('RunSucceeded');
      expect(types.indexOf('RunCreated')).toBe(0);
      expect(types.filter((type) => type === 'TaskSucceeded')).toHaveLength(2);
      expect(
        events.every(({ occurredAt, recordedAt }) => Date.parse(recordedAt) >= Date.parse(occurredAt) - 1_000),
      ).toBe(true);
    });

    it('are found by type, task, actor and time; what is committed before the query is in its answer', async () => {
      expect(
        (await all('filter: { dagRunId: $id, taskId: "b", types: ["TaskSucceeded"] }, first: 9', { id })).map(
          ({ taskId, mapIndex }) => [taskId, mapIndex],
        ),
      ).toEqual([['b', -1]]);
      const [created] = await all('filter: { dagRunId: $id, types: ["RunCreated"] }, first: 9', { id });
      const filter = `dagRunId: $id, actorId: "${created?.actor.id}", from: "${created?.occurredAt}"`;
      expect((await all(`filter: { ${filter} }, first: 9`, { id })).map(({ type }) => type)).toContain('RunCreated');
      for (let i = 0; i < 5; i += 1) {
        await here.api.pause(here.name('told'), i % 2 === 0);
        const { nodes } = await page('filter: { types: ["DagPaused", "DagUnpaused"] }, first: 1');
        expect(nodes[0]).toMatchObject({ type: i % 2 === 0 ? 'DagPaused' : 'DagUnpaused', dagId: here.name('told') });
      }
    });

    it('cannot be changed, by nobody who has only the database', async () => {
      for (const sql of ['update events set type = type', 'delete from events', 'truncate events'])
        await expect(here.rows(sql)).rejects.toThrow(/events are final/);
    });
  });
}
