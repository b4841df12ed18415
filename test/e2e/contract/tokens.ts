import { beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { Api, Member } from '../support/api.js';
import type { Here } from '../support/here.js';

const CREATE = `mutation ($input: CreateTokenInput!) { createToken(input: $input) { __typename
  ... on TokenCreated { secret token { id name permissions expiresAt revokedAt createdBy { name } } } ... on Refused { code message } } }`;
const REVOKE =
  'mutation ($id: ID!) { revokeToken(id: $id, reason: "over") { __typename ... on Deleted { id } ... on Refused { code message } } }';
const TOKENS = '{ tokens { id name permissions createdAt lastUsedAt revokedAt expiresAt } }';

export function tokens(here: Here): void {
  describe('tokens', () => {
    const create = async (
      permissions: string[],
      more: object = {},
    ): Promise<{ id: string; api: Api; answer: Member }> => {
      const answer = await here.api.mutate(CREATE, { input: { name: permissions.join('+'), permissions, ...more } });
      expect(answer.__typename).toBe('TokenCreated');
      return { id: (answer['token'] as { id: string }).id, api: here.api.as(String(answer['secret'])), answer };
    };
    const codeOf = async (api: Api, query: string): Promise<string | number> => {
      const { status, errors } = await api.send(query);
      return errors?.[0]?.extensions?.code ?? status;
    };
    const dagId = here.name('guarded');
    const OPERATIONS: Record<string, string> = {
      READ: '{ dags { totalCount } }',
      RUN: `mutation { triggerDag(input: { dagId: "${dagId}" }) { __typename } }`,
      WRITE: `mutation { registerDag(input: { spec: { id: "${dagId}", tasks: { a: { type: "empty" } } } }) { __typename } }`,
      AUDIT: '{ events(first: 1) { nodes { id } } }',
      ADMIN: '{ tokens { id } }',
    };
    beforeAll(() => here.api.define(dagId, { a: { type: 'empty' } }));

    it.each(['READ', 'RUN', 'WRITE', 'AUDIT'])(
      '%s permits its operations and not the others, with HTTP 200 and FORBIDDEN',
      async (permission) => {
        const { api } = await create([permission]);
        const found = Object.fromEntries(
          await Promise.all(Object.entries(OPERATIONS).map(async ([name, query]) => [name, await codeOf(api, query)])),
        );
        expect(found[permission]).toBe(200);
        expect(found['ADMIN']).toBe('FORBIDDEN');
        if (permission === 'READ')
          expect(found).toMatchObject({ RUN: 'FORBIDDEN', WRITE: 'FORBIDDEN', AUDIT: 'FORBIDDEN' });
        if (permission === 'RUN') expect(found).toMatchObject({ WRITE: 'FORBIDDEN', AUDIT: 'FORBIDDEN' });
        expect((await api.send(OPERATIONS['ADMIN'] ?? '')).status).toBe(200);
        expect((await api.ask<{ viewer: object }>('{ viewer { kind name } }')).viewer).toEqual({
          kind: 'USER',
          name: permission,
        });
      },
    );

    it('who created a run is its actor', async () => {
      const { api } = await create(['READ', 'RUN'], { name: 'Maria' });
      expect((await api.view(await api.start(dagId))).triggeredBy).toEqual({ kind: 'USER', name: 'Maria' });
    });

    it('the secret is shown once: not in the list, and never stored', async () => {
      const { id, api } = await create(['READ'], { expiresIn: '1h' });
      await api.ask('{ viewer { id } }');
      const list = JSON.stringify(await here.api.ask(TOKENS));
      expect(list).toContain(id);
      expect(list).not.toContain(api.token);
      expect(
        await here.rows('select 1 from api_tokens where api_tokens::text like $1', [`%${api.token.slice(4)}%`]),
      ).toEqual([]);
    });

    it('given one idempotency key, one token, with its secret again', async () => {
      const input = { name: 'twice', permissions: ['READ'], idempotencyKey: here.name('token') };
      const first = await here.api.mutate(CREATE, { input });
      expect(await here.api.mutate(CREATE, { input })).toEqual(first);
    });

    it('a revoked one is refused at once, and its socket is closed', async () => {
      const { id, api } = await create(['READ']);
      const socket = new WebSocket(here.endpoint.graphql.replace('http', 'ws'), 'graphql-transport-ws');
      socket.on('open', () =>
        socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${api.token}` } })),
      );
      await new Promise((resolve) => socket.once('message', resolve));
      const closed = new Promise((resolve) => socket.once('close', resolve));
      expect(await here.api.mutate(REVOKE, { id })).toMatchObject({ __typename: 'Deleted', id });
      expect(await api.send('{ viewer { id } }')).toMatchObject({
        status: 401,
        errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
      });
      expect(await closed).toBe(4401);
    });

    it('an expired one is refused', async () => {
      const { api } = await create(['READ'], { expiresIn: '1s' });
      expect(await codeOf(api, '{ viewer { id } }')).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      expect(await codeOf(api, '{ viewer { id } }')).toBe('UNAUTHENTICATED');
    });

    it('the history tells of tokens, without them', async () => {
      const { id, api } = await create(['READ'], { reason: 'for the report' });
      const { events } = await here.api.ask<{ events: { nodes: { type: string; reason: string; payload: object }[] } }>(
        '{ events(filter: { types: ["TokenCreated"] }, first: 1) { nodes { type reason payload } } }',
      );
      expect(events.nodes).toMatchObject([{ reason: 'for the report', payload: { permissions: ['READ'] } }]);
      expect(JSON.stringify(events)).toContain(id);
      expect(JSON.stringify(events)).not.toContain(api.token);
    });
  });
}
