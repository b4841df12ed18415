import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  raw: string;
  body: Record<string, unknown>;
}

/** A server of somebody who is told of things by webhooks. */
export class Inbox {
  readonly received: Received[] = [];
  /** What the next posts are answered; 204 without a body when this is empty. */
  readonly answers: { status: number; text: string }[] = [];
  private server: Server | null = null;
  private port = 0;

  /** Opens the address, the same each time. */
  async open(): Promise<void> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8');
        const body = JSON.parse(raw) as Received['body'];
        this.received.push({ path: request.url ?? '', headers: request.headers, raw, body });
        const { status, text } = this.answers.shift() ?? { status: 204, text: '' };
        response.writeHead(status).end(text);
      });
    });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => (this.server === null ? resolve(null) : this.server.close(resolve)));
    this.server = null;
  }
}

/** The signature as the page of notify.webhook says it, from what was received alone. */
export const signatureOf = ({ headers, raw }: Received, secret: string): string =>
  `v1=${createHmac('sha256', secret)
    .update(`${String(headers['x-continuo-timestamp'])}.${raw}`)
    .digest('hex')}`;
