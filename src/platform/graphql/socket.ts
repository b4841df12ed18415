import { type ExecutionArgs, type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import type { Context, SubscribePayload } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { maskError } from './errors.js';
import { GRAPHQL_PATH } from './graphql.module.js';
import type { Authenticator, Principal } from './principal.js';
import { judgeOperation } from './socket-operation.js';

const MOST_SUBSCRIPTIONS = 100;
const MOST_SOCKETS = 2_000;
const LARGEST_MESSAGE = 1024 * 1024;
const GREETING_MS = 5_000;
/** A revoked or expired token loses its open sockets within this. */
const RECHECK_MS = 500;

export interface SocketOptions {
  server: Server;
  schema: GraphQLSchema;
  authenticator: Authenticator;
  onError: (error: unknown) => void;
}

interface Extra extends Record<PropertyKey, unknown> {
  socket: WebSocket;
  request: IncomingMessage;
  principal?: Principal;
}
type SocketContext = Context<Record<string, unknown>, Extra>;

/** Serves subscriptions by graphql-ws on the HTTP server's port. Answers what closes every socket. */
export function serveSocket(options: SocketOptions): { close(): Promise<void> } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE });
  const principals = new Map<WebSocket, Principal>();
  const { dispose } = useServer<Record<string, unknown>, Extra>(
    {
      connectionInitWaitTimeout: GREETING_MS,
      onConnect: (context) => connect(context, options.authenticator, principals),
      onSubscribe: (context, _id, payload) => judge(options.schema, context, payload),
      onNext: (_context, _id, _payload, _args, result) => masked(result, options.onError),
      onError: (_context, _id, _payload, errors) => errors.map((error) => maskOne(error, options.onError)),
    },
    sockets,
  );
  sockets.on('connection', (socket) => socket.once('close', () => principals.delete(socket)));
  const upgrade = guardUpgrades(sockets);
  options.server.on('upgrade', upgrade);
  const recheck = setInterval(() => void endRevoked(options, principals), RECHECK_MS);
  return {
    close: async () => {
      clearInterval(recheck);
      options.server.off('upgrade', upgrade);
      const straggler = setTimeout(() => sockets.clients.forEach((socket) => socket.terminate()), 1_000);
      await dispose();
      clearTimeout(straggler);
    },
  };
}

/** A socket that resets at any instant, or asks for another path, must not reach the process as an unhandled error. */
function guardUpgrades(sockets: WebSocketServer): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  return (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const path = (request.url ?? '/').split('?')[0];
    if (path !== GRAPHQL_PATH || sockets.clients.size >= MOST_SOCKETS) {
      socket.end(
        `HTTP/1.1 ${path === GRAPHQL_PATH ? '503 Service Unavailable' : '404 Not Found'}\r\nConnection: close\r\n\r\n`,
      );
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => sockets.emit('connection', accepted, request));
  };
}

async function connect(
  context: SocketContext,
  authenticator: Authenticator,
  principals: Map<WebSocket, Principal>,
): Promise<true> {
  const authorization = context.connectionParams?.['authorization'];
  const principal = await authenticator.authenticate(typeof authorization === 'string' ? authorization : undefined);
  if (principal === null) {
    context.extra.socket.close(4401, 'Unauthorized');
    return new Promise<true>(() => undefined);
  }
  context.extra.principal = principal;
  principals.set(context.extra.socket, principal);
  return true;
}

function judge(
  schema: GraphQLSchema,
  context: SocketContext,
  payload: SubscribePayload,
): ExecutionArgs | GraphQLError[] {
  const { principal } = context.extra;
  if (principal === undefined) return [new GraphQLError('connection_init comes first')];
  if (Object.keys(context.subscriptions).length > MOST_SUBSCRIPTIONS) {
    return [new GraphQLError(`at most ${MOST_SUBSCRIPTIONS} subscriptions on one socket: open another`)];
  }
  return judgeOperation(schema, principal, payload);
}

function masked(result: ExecutionResult, onError: (error: unknown) => void): ExecutionResult | undefined {
  if (result.errors === undefined) return undefined;
  return { ...result, errors: result.errors.map((error) => maskOne(error, onError)) } as ExecutionResult;
}

function maskOne(error: GraphQLError, onError: (error: unknown) => void): GraphQLError {
  const { formatted, unexpected } = maskError(error.toJSON(), error.originalError ?? error, randomUUID());
  if (unexpected !== null) onError({ formatted, unexpected });
  return new GraphQLError(formatted.message, { path: error.path, extensions: formatted.extensions });
}

async function endRevoked(options: SocketOptions, principals: Map<WebSocket, Principal>): Promise<void> {
  if (principals.size === 0) return;
  const ids = [...new Set([...principals.values()].map((principal) => principal.id))];
  const ended = await options.authenticator.endedAmong(ids).catch((): string[] => []);
  for (const [socket, principal] of principals) {
    if (ended.includes(principal.id)) socket.close(4401, 'Unauthorized');
  }
}
