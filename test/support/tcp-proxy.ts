import { connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a server that can be cut: for specs about connections that die at a bad moment. */
export interface TcpProxy {
  /** The target's url by way of the proxy. */
  url: string;
  /** Drops all connections and refuses new ones. */
  down(): void;
  up(): void;
  /** Drops all connections once: the next ones go through. */
  cut(): void;
  /** From now on, until `up`, what is sent arrives, and answers do not; the connections then drop. */
  loseReplies(): void;
  close(): Promise<void>;
}

export async function tcpProxy(targetUrl: string): Promise<TcpProxy> {
  const target = new URL(targetUrl);
  const pairs = new Set<[Socket, Socket]>();
  let refuses = false;
  let mute = false;
  const server = createServer((client) => {
    if (refuses) return void client.destroy();
    const upstream = connect(Number(target.port), target.hostname);
    const pair: [Socket, Socket] = [client, upstream];
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end);
    client.on('data', (bytes) => upstream.write(bytes));
    upstream.on('data', (bytes) => (mute ? setTimeout(end, 5) : client.write(bytes)));
  });
  const url = await listening(server, target);
  const cut = (): void => {
    for (const [client, upstream] of [...pairs]) [client, upstream].forEach((socket) => socket.destroy());
  };
  return {
    url,
    cut,
    down: () => {
      refuses = true;
      cut();
    },
    up: () => {
      refuses = false;
      mute = false;
    },
    loseReplies: () => {
      mute = true;
    },
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listening(server: Server, target: URL): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      resolve(Object.assign(new URL(target), { host: `127.0.0.1:${port}` }).href);
    });
  });
}
