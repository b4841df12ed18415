import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';
import type { TestService } from './service.js';

/** The service's url on a real port; opens the port at first use. */
export async function urlOf(service: TestService): Promise<string> {
  const server = service.app.getHttpServer();
  if (!server.listening) await service.app.listen(0, '127.0.0.1');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the service does not listen');
  return `http://127.0.0.1:${address.port}`;
}

export interface SocketEnd {
  code: number;
}

/** A graphql-ws client on a real socket, and how its socket ended. */
export async function openSocket(
  service: TestService,
  token = service.adminToken,
): Promise<{ client: Client; ended: Promise<SocketEnd> }> {
  let tell: (end: SocketEnd) => void;
  const ended = new Promise<SocketEnd>((resolve) => (tell = resolve));
  const client = createClient({
    url: `${(await urlOf(service)).replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    lazy: false,
    retryAttempts: 0,
    connectionParams: { authorization: `Bearer ${token}` },
    onNonLazyError: () => undefined,
    on: { closed: (event) => tell(event as SocketEnd) },
  });
  return { client, ended };
}

/** The first error of an operation that the server refuses; fails where it yields data. */
export async function refusalOf(
  client: Client,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<string> {
  return await new Promise<string>((resolve, reject) => {
    const end = client.subscribe(
      { query, variables },
      {
        next: (value) =>
          value.errors === undefined
            ? reject(new Error(JSON.stringify(value)))
            : resolve(value.errors[0]?.message ?? ''),
        error: (error) =>
          resolve(Array.isArray(error) ? String((error as { message: string }[])[0]?.message) : String(error)),
        complete: () => reject(new Error('completed')),
      },
    );
    setTimeout(() => {
      end();
      reject(new Error('no answer within 5 s'));
    }, 5_000).unref();
  });
}
