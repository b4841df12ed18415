import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below where systems take the ports of outgoing connections from (Linux: 32768 on). */
const FIRST = 20_000;
const LAST = 32_700;

/**
 * A port of the loopback interface that nobody listens on at this moment. Another process may take it: callers try again. No outgoing connection
 * takes it while its server is down, neither anybody's nor, the worst, that of a client that knocks there until it is connected to itself.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, LAST);
    if (await isPortFree('127.0.0.1', port)) return port;
  }
}

/** True when the address can be listened on now. */
export async function isPortFree(host: string, port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
