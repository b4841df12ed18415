import { createClient } from 'graphql-ws/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { CliFailure } from '../cli-failure.js';
import type { ServiceAddress } from '../service/service-address.js';
import { type ApiError, failureOf, unauthenticated, unreachable } from './api-errors.js';
import type { Operation } from './operation.js';

/** The service closes a socket whose token it does not know, or no longer knows, with this code. */
const UNAUTHORIZED = 4401;
const LONGEST_PAUSE_MS = 2_000;
const PING_MS = 10_000;
const PATIENCE_MS = 10 * 60_000;

export interface SubscribeOptions<Variables> {
  /** Asked for every connection: after a restart the service may have another port. */
  address(): Promise<ServiceAddress>;
  /** Asked for every connection, so that a cursor goes on where it was. */
  variables(): Variables;
  /** Called when the connection is lost, once until it is there again. */
  onLost(): void;
  onBack(): void;
  patienceMs?: number;
  /** Ends the subscription without an error. */
  signal?: AbortSignal;
}

/**
 * What a subscription delivers, across restarts of the service. Ends when the service completes it.
 * @throws CliFailure for GraphQL errors and refused tokens, and when nothing answers for the time of patience
 */
export async function* subscribe<Data, Variables extends object>(
  operation: Operation<Data, Variables>,
  options: SubscribeOptions<Variables>,
): AsyncGenerator<Data, void, void> {
  let lostAt: number | null = null;
  for (let pause = 100; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      for await (const data of oneConnection(operation, options)) {
        if (lostAt !== null) options.onBack();
        lostAt = null;
        pause = 100;
        yield data;
      }
      return;
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      if (options.signal?.aborted === true) return;
      if (lostAt === null) options.onLost();
      lostAt ??= performance.now();
      if (performance.now() - lostAt > (options.patienceMs ?? PATIENCE_MS)) throw error.failure;
    }
    await sleep(pause);
  }
}

/** Worth another try; `failure` is what to say when there is none. */
class ConnectionLost extends Error {
  constructor(readonly failure: CliFailure) {
    super(failure.message);
  }
}

async function* oneConnection<Data, Variables extends object>(
  operation: Operation<Data, Variables>,
  options: SubscribeOptions<Variables>,
): AsyncGenerator<Data, void, void> {
  const address = await options.address().catch((error: unknown) => {
    throw error instanceof CliFailure && error.code === 'UNREACHABLE' ? new ConnectionLost(error) : error;
  });
  const client = connect(address);
  const end = (): void => void client.dispose();
  options.signal?.addEventListener('abort', end);
  try {
    const request = { query: operation.text, variables: options.variables() as Record<string, unknown> };
    for await (const { data, errors } of client.iterate<Data>(request)) {
      if (errors !== undefined && errors.length > 0) throw failureOf(errors);
      if (data !== null && data !== undefined) yield data;
    }
  } catch (error) {
    throw meaningOf(error, address);
  } finally {
    options.signal?.removeEventListener('abort', end);
    await client.dispose();
  }
}

function connect(address: ServiceAddress): ReturnType<typeof createClient> {
  let unanswered: NodeJS.Timeout | undefined;
  const client = createClient({
    url: address.graphql.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${address.token}` },
    retryAttempts: 0,
    keepAlive: PING_MS,
    on: {
      ping: (received) => {
        if (!received) unanswered = setTimeout(() => client.terminate(), PING_MS);
      },
      pong: () => clearTimeout(unanswered),
      closed: () => clearTimeout(unanswered),
    },
  });
  return client;
}

/** graphql-ws throws close events, error events, and lists of GraphQL errors. */
function meaningOf(error: unknown, address: ServiceAddress): unknown {
  if (error instanceof CliFailure) return error;
  if (Array.isArray(error)) return failureOf(error as ApiError[]);
  const { code, reason, message } = error as { code?: unknown; reason?: string; message?: string };
  if (code === UNAUTHORIZED) return unauthenticated(address);
  if (/\b401\b/.test(message ?? '')) return unauthenticated(address);
  return new ConnectionLost(unreachable(address, reason || message || `connection closed (${String(code)})`));
}
