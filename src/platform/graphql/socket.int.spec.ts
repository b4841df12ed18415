import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { openSocket, refusalOf, urlOf } from '../../../test/support/api-socket.js';
import { startService, type TestService } from '../../../test/support/service.js';

let service: TestService;
let url: URL;
beforeAll(async () => {
  service = await startService();
  url = new URL(await urlOf(service));
  await service.ask(
    `mutation { registerDag(input: { spec: { id: "d", tasks: { a: { type: "empty" } } } }) { __typename } }`,
  );
});
afterAll(async () => service.stop());

const newToken = async (permissions: string): Promise<{ id: string; secret: string }> => {
  const { data } = await service.ask<{ createToken: { secret: string; token: { id: string } } }>(
    `mutation { createToken(input: { name: "t", permissions: [${permissions}] }) { ... on TokenCreated { secret token { id } } } }`,
  );
  return { secret: data.createToken.secret, id: data.createToken.token.id };
};

const resetAfterUpgrade = (path: string): Promise<void> =>
  new Promise((resolve) => {
    const socket = connect(Number(url.port), url.hostname, () => {
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      );
      setTimeout(() => {
        socket.resetAndDestroy();
        setTimeout(resolve, 30);
      }, 20);
    });
    socket.on('error', () => undefined);
  });

describe('the socket', () => {
  it.each(['/graphql', '/other', '/', '/graphql?x', '//', '/%'])(
    'given a reset after an upgrade to %s, the service lives',
    async (path) => {
      await Promise.all(Array.from({ length: 5 }, () => resetAfterUpgrade(path)));
      expect((await service.ask('{ __typename }')).data).toEqual({ __typename: 'Query' });
    },
  );

  it.each([
    ['no token', undefined],
    ['an unknown token', `Bearer cto_${'a'.repeat(43)}`],
    ['something else', { nested: true }],
  ])('given %s, closes with 4401', async (_name, authorization) => {
    const socket = new WebSocket(`ws://${url.host}/graphql`, 'graphql-transport-ws');
    const code = new Promise((resolve) => socket.on('close', resolve));
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } })));
    expect(await code).toBe(4401);
  });

  it('given a subscription before connection_init, closes with 4401', async () => {
    const socket = new WebSocket(`ws://${url.host}/graphql`, 'graphql-transport-ws');
    const code = new Promise((resolve) => socket.on('close', resolve));
    const payload = { query: 'subscription { dagRunChanged(id: "x") { id } }' };
    socket.on('open', () => socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload })));
    expect(await code).toBe(4401);
  });

  it('serves subscriptions only', async () => {
    const { client } = await openSocket(service);
    expect(await refusalOf(client, '{ viewer { id } }')).toContain('over HTTP');
    expect(await refusalOf(client, 'mutation { deleteVariable(name: "x") { __typename } }')).toContain('over HTTP');
    await client.dispose();
  });

  it.each([
    ['depth', `{ ${'... on DagRun { '.repeat(20)} id ${'}'.repeat(20)} }`, /depth/i],
    ['aliases', `{ ${Array.from({ length: 60 }, (_, i) => `a${i}: id`).join(' ')} }`, /alias/i],
    ['tokens', `{ ${'id '.repeat(11_000)} }`, /token/i],
    ['directives', `{ id ${'@include(if: true) '.repeat(60)} }`, /directive/i],
    [
      'cost',
      `{ ${Array.from({ length: 40 }, (_, i) => `t${i}: tasks(first: 500) { nodes { taskId log(limit: 1000) { lines { ${'number '.repeat(60)} } } } }`).join(' ')} }`,
      /could hold/,
    ],
    ['validity', '{ nonsense }', /Cannot query field/],
  ])('has the limits of HTTP: %s', async (_name, selection, message) => {
    const { client } = await openSocket(service);
    expect(await refusalOf(client, `subscription { dagRunChanged(id: "x") ${selection} }`)).toMatch(message);
    await client.dispose();
  });

  it('bounds the subscriptions of one socket', async () => {
    const { client } = await openSocket(service);
    const { data } = await service.ask<{ triggerDag: { dagRun: { id: string } } }>(
      'mutation { triggerDag(input: { dagId: "d" }) { ... on DagRunCreated { dagRun { id } } } }',
    );
    const query = `subscription { dagRunChanged(id: "${data.triggerDag.dagRun.id}") { id } }`;
    const open = Array.from({ length: 100 }, () => client.iterate({ query }));
    await Promise.all(open.map((each) => each.next()));
    expect(await refusalOf(client, query)).toContain('at most 100');
    await Promise.all(open.map((each) => each.return?.()));
    await client.dispose();
  });

  it('given a revoked token, open sockets end', async () => {
    const { id, secret } = await newToken('READ');
    const { ended } = await openSocket(service, secret);
    await service.ask(`mutation { revokeToken(id: "${id}") { __typename } }`);
    expect((await ended).code).toBe(4401);
  });

  it('given a token without the permission, the subscription is refused', async () => {
    const { client } = await openSocket(service, (await newToken('READ')).secret);
    expect(await refusalOf(client, 'subscription { eventRecorded { id } }')).toContain('AUDIT');
    await client.dispose();
  });

  it('given an unknown run, tells so and the socket stays', async () => {
    const { client } = await openSocket(service);
    expect(await refusalOf(client, 'subscription { dagRunChanged(id: "nobody") { id } }')).toContain('no run "nobody"');
    expect(await refusalOf(client, 'subscription { taskLog(dagRunId: "nobody", taskId: "t") { text } }')).toContain(
      'no task "t"',
    );
    await client.dispose();
  });
});
