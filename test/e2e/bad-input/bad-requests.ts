import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { Here } from '../support/here.js';
import { leavesNothing } from '../support/leaves-nothing.js';
import { MIB } from '../support/raw-body.js';

export function badRequests(here: Here): void {
  describe('a request that is not for us', () => {
    const spread = (n: number, of: (i: number) => string): string =>
      Array.from({ length: n }, (_, i) => of(i)).join(' ');

    it.each([
      ['a wrong token', { authorization: 'Bearer nonsense' }],
      ['no token', { authorization: '' }],
      ['another scheme', { authorization: 'Basic YTpi' }],
    ])("given %s, answers 401 in GraphQL's shape", async (_what, headers) => {
      const answer = await leavesNothing(here, () =>
        here.api.post(
          JSON.stringify({ query: 'mutation { setDagPaused(dagId: "picky", paused: true) { __typename } }' }),
          headers,
        ),
      );
      expect(answer).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    });

    it('given a wrong token, closes the socket with 4401', async () => {
      const socket = new WebSocket(here.endpoint.graphql.replace('http', 'ws'), 'graphql-transport-ws');
      socket.on('open', () =>
        socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: 'Bearer nonsense' } })),
      );
      expect(await new Promise((resolve) => socket.on('close', resolve))).toBe(4401);
    });

    it.each([
      ['too deep', `{ viewer { ${'... on Actor { '.repeat(40)} id ${'}'.repeat(40)} } }`],
      ['of 100 aliases', `{ ${spread(100, (i) => `a${i}: viewer { id }`)} }`],
      ['of 20 000 words', `{ viewer { ${'id '.repeat(20_000)} } }`],
      ['for a page of 101', '{ dags(first: 101) { nodes { id } } }'],
      [
        'for three greatest pages in one another',
        '{ dagRuns(first: 100) { nodes { tasks(first: 500) { nodes { taskId } } version { tasks { id } } events(first: 500) { nodes { id } } } } dags(first: 100) { nodes { versions(first: 100) { nodes { tasks { id } } } runs(first: 100) { nodes { tasks(first: 500) { nodes { taskId xcoms { key } attempts { worker } } } } } } } }',
      ],
      ['that is no GraphQL', '{ dags('],
      ['for a field that is not there', '{ dags { nodes { password } } }'],
    ])('given a query %s, refuses with a message', async (_what, query) => {
      const { status, data, errors } = await here.api.send(query);
      expect([status < 500, data ?? null, errors?.[0]?.message !== '' && errors !== undefined]).toEqual([
        true,
        null,
        true,
      ]);
      expect(errors?.[0]?.extensions?.code).not.toBe('INTERNAL_SERVER_ERROR');
    });

    it.each([
      ['no JSON', 'nonsense'],
      ['an empty body', ''],
      ['a list', '[{"query":"{ viewer { id } }"}]'],
      ['half a UTF-8 character', new Uint8Array([0x7b, 0xc3, 0x28, 0x7d])],
      ['variables that are no object', '{"query":"{ viewer { id } }","variables":"x"}'],
    ])("given %s as a body, answers 400 in GraphQL's shape", async (_what, body) => {
      const answer = await here.api.post(body);
      expect(answer.status).toBe(400);
      expect(answer.errors?.[0]?.message).toBeTruthy();
    });

    it('given a body of 9 MiB, answers 413', async () => {
      const body = `{"query":"${' '.repeat(9 * MIB)}"}`;
      // the service answers and closes before it has read all: a client that is still writing may see the end of the connection only
      const status = (): Promise<number | null> =>
        here.api.post(body).then(
          (answer) => answer.status,
          () => null,
        );
      await expect.poll(status).toBe(413);
    });
  });
}
