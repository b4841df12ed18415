import type { GraphQLSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { graphqlJs } from './graphql-js.js';

export const FIXTURE_TOKEN = 'cto_fixture';
export const contractSchema = (): GraphQLSchema =>
  graphqlJs.buildSchema(readFileSync(join(import.meta.dirname, '..', '..', 'contract', 'contract.graphql'), 'utf8'));

// a resolver of a fixture takes the arguments of its field
type Resolvers = Record<string, (args: never) => unknown>;

export interface FixtureApi {
  readonly url: string;
  /** Bodies of all GraphQL requests over HTTP, those that were cut off included. */
  readonly requests: { query: string; variables: Record<string, unknown> }[];
  /** Cuts the next requests off; with 'answered' after they had their effect. */
  cut(times: number, when: 'unanswered' | 'answered'): void;
  /** Closes every socket with this code. */
  closeSockets(code: number): void;
  /** Ends every connection and the listening; `start` on the same port brings it back. */
  stop(): Promise<void>;
}

/** The contract served for real by graphql-js over HTTP and graphql-ws, with resolvers of the spec's own. */
export async function startFixtureApi(resolvers: Resolvers, port = 0): Promise<FixtureApi> {
  const schema = contractSchema();
  const requests: FixtureApi['requests'] = [];
  let cuts = 0;
  let cutWhen: 'unanswered' | 'answered' = 'unanswered';
  const server = createServer((request, response) => {
    void (async () => {
      if (request.headers.authorization !== `Bearer ${FIXTURE_TOKEN}`) {
        const errors = [{ message: 'send a valid token', extensions: { code: 'UNAUTHENTICATED' } }];
        response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify({ errors }));
        return;
      }
      const { query, variables } = JSON.parse(await bodyOf(request)) as FixtureApi['requests'][number];
      requests.push({ query, variables });
      const isCut = cuts > 0;
      if (isCut) cuts -= 1;
      if (isCut && cutWhen === 'unanswered') return void request.socket.destroy();
      const answer = await graphqlJs.graphql({
        schema,
        source: query,
        rootValue: resolvers,
        variableValues: variables,
      });
      if (isCut) return void request.socket.destroy();
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    })();
  });
  const sockets = serveSockets(server, schema, resolvers);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    cut: (times, when) => {
      cuts = times;
      cutWhen = when;
    },
    closeSockets: (code) => sockets.clients.forEach((socket) => socket.close(code, 'closed by the spec')),
    stop: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function serveSockets(server: Server, schema: GraphQLSchema, resolvers: Resolvers): WebSocketServer {
  const sockets = new WebSocketServer({ server, path: '/graphql' });
  useServer(
    {
      schema,
      roots: { subscription: resolvers },
      onConnect: ({ connectionParams, extra }) => {
        if (connectionParams?.['authorization'] === `Bearer ${FIXTURE_TOKEN}`) return true;
        extra.socket.close(4401, 'Unauthorized');
        return new Promise<boolean>(() => undefined);
      },
    },
    sockets,
  );
  return sockets;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}
