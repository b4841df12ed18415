import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../../test/support/service.js';
import { appendEvents, emptyStream, eventHash } from '../event-store/index.js';
import { inTransaction } from '../platform/database/transaction.js';

const ALL = `id position stream version type occurredAt recordedAt actor { kind id name } reason dagId dagRunId taskId mapIndex correlationId causationId payload hash previousHash`;
interface Told {
  id: string;
  position: string;
  stream: string;
  version: number;
  type: string;
  occurredAt: string;
  actor: { kind: string; id: string; name: string };
  reason: string | null;
  dagId: string | null;
  dagRunId: string | null;
  taskId: string | null;
  mapIndex: number | null;
  correlationId: string | null;
  causationId: string | null;
  payload: Record<string, never>;
  hash: string;
  previousHash: string | null;
}
interface Page {
  events: { nodes: Told[]; edges: { cursor: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
}

let service: TestService;
beforeAll(async () => {
  service = await startService();
  await service.ask(
    `mutation { registerDag(input: { spec: { id: "d", maxActiveRuns: 100, tasks: { a: { type: "empty" } } }, reason: "Größe ☂" }) { __typename } }`,
  );
  for (let i = 0; i < 12; i += 1)
    await service.ask(`mutation { triggerDag(input: { dagId: "d", note: "n${i}", reason: "r${i}" }) { __typename } }`);
});
afterAll(async () => service.stop());

const events = async (args: string): Promise<Page['events']> =>
  (
    await service.ask<Page>(
      `{ events(${args}) { nodes { ${ALL} } edges { cursor } pageInfo { hasNextPage endCursor } } }`,
    )
  ).data.events;

describe('events', () => {
  it('shows what was committed before the query, newest first', async () => {
    await service.ask('mutation { setVariable(input: { name: "v", value: 1 }) { __typename } }');
    const { nodes } = await events('first: 1');
    expect(nodes).toMatchObject([{ type: 'VariableSet', stream: 'variable-v', actor: { name: 'admin' } }]);
  });

  it('of a run holds what was told to people; the run itself does not', async () => {
    const [run] = (await events('first: 1, filter: { types: ["RunCreated"] }')).nodes;
    const dagRunId = run?.dagRunId ?? '';
    await inTransaction(service.pool, (tx) =>
      appendEvents(tx, emptyStream('notify-1'), [
        {
          type: 'NotificationDelivered',
          occurredAt: new Date().toISOString(),
          actor: { kind: 'WORKER', id: 'w', name: 'w' },
          dagRunId,
          payload: {},
        },
      ]),
    );
    const ofRun = (await events(`filter: { dagRunId: "${dagRunId}" }`)).nodes.map(({ type }) => type);
    expect(ofRun).toContain('NotificationDelivered');
    const own = await service.ask<{ dagRun: { events: { nodes: { type: string }[] } } }>(
      `{ dagRun(id: "${dagRunId}") { events { nodes { type } } } }`,
    );
    expect(own.data.dagRun.events.nodes.map(({ type }) => type)).toEqual(['RunCreated']);
  });

  it('pages each once, without gaps in positions here', async () => {
    const seen: string[] = [];
    for (let after = ''; ;) {
      const { nodes, pageInfo } = await events(`first: 5${after}`);
      seen.push(...nodes.map((node) => node.position));
      if (!pageInfo.hasNextPage) break;
      after = `, after: "${pageInfo.endCursor}"`;
    }
    const positions = seen.map(Number);
    expect(positions).toEqual(Array.from(positions, (_, i) => positions.length - i));
  });

  it('each hash is that of the event as it is shown, and of its predecessor', async () => {
    const { nodes } = await events('first: 100');
    for (const node of nodes) {
      const { id, stream, version, type, occurredAt, actor, reason, dagId, dagRunId, taskId, mapIndex } = node;
      const { correlationId, causationId, payload, previousHash } = node;
      const named = { id, stream, version, type, occurredAt, actor, reason, dagId, dagRunId, taskId, mapIndex };
      expect(eventHash({ schema: 1, ...named, correlationId, causationId, payload, previousHash })).toBe(node.hash);
    }
    const ofStream = new Map(nodes.map((node) => [node.id, node]));
    for (const node of nodes) {
      expect(node.previousHash).toBe(
        node.version === 0 ? null : (ofStream.get(`${node.stream}:${node.version - 1}`)?.hash ?? null),
      );
    }
  });

  it.each([
    ['types: ["RunCreated"]', 12],
    ['types: ["DagRegistered", "TokenCreated"]', 2],
    ['dagId: "d"', 13],
    ['search: "größe"', 1],
    ['search: "\\"n3\\""', 1],
    ['actorId: "service"', 1],
    ['from: "2100-01-01T00:00:00Z"', 0],
    ['to: "2100-01-01T00:00:00Z", types: ["RunCreated"]', 12],
    ['taskId: "a"', 0],
  ])('given the filter %s, finds %d', async (filter, count) => {
    expect((await events(`first: 100, filter: { ${filter} }`)).nodes).toHaveLength(count);
  });

  it('a run has its own, oldest first, and whoever may read it may see them', async () => {
    const { data } = await service.ask<{ createToken: { secret: string } }>(
      'mutation { createToken(input: { name: "r", permissions: [READ] }) { ... on TokenCreated { secret } } }',
    );
    const reader = data.createToken.secret;
    const found = await service.ask<{ dagRuns: { nodes: { events: { nodes: Told[] } }[] } }>(
      '{ dagRuns(first: 1) { nodes { events { nodes { type version reason } } } } }',
      {},
      reader,
    );
    expect(found.data.dagRuns.nodes[0]?.events.nodes).toEqual([{ type: 'RunCreated', version: 0, reason: 'r11' }]);
    expect((await service.ask('{ events { nodes { id } } }', {}, reader)).errors?.[0]?.extensions.code).toBe(
      'FORBIDDEN',
    );
  });

  it.each(['after: "x"', 'first: 501'])('given %s, refuses', async (args) => {
    const { errors } = await service.ask(`{ events(${args}) { nodes { id } } }`);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});
