import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { Connection } from '../../activities/sdk/index.js';
import type { JsonObject } from '../../src/domain/json.js';

/** What a webhook and a mail server have received, from real servers on 127.0.0.1. */
export class MessageReceivers {
  posted: { id: string; url: string; body: JsonObject }[] = [];
  mails: { to: string[]; raw: string }[] = [];
  /** Done before a post is answered. */
  onPost: () => Promise<void> = async () => undefined;
  /** Connections `mail` and `hook` that lead here. */
  readonly connections: Record<string, Partial<Connection>> = {};

  private constructor(
    private readonly http: Server,
    private readonly smtp: SMTPServer,
  ) {}

  static async open(): Promise<MessageReceivers> {
    const { http, smtp } = {
      http: createServer(),
      smtp: new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'] }),
    };
    const receivers = new MessageReceivers(http, smtp);
    http.on('request', (request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        const id = String(request.headers['x-continuo-delivery']);
        receivers.posted.push({ id, url: request.url ?? '', body: JSON.parse(body) as JsonObject });
        void receivers.onPost().then(() => response.end());
      });
    });
    smtp.onData = (stream, { envelope }, done) => {
      let raw = '';
      stream.on('data', (part: Buffer) => (raw += part.toString()));
      stream.on('end', () => {
        receivers.mails.push({ to: envelope.rcptTo.map(({ address }) => address), raw });
        done();
      });
    };
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
    receivers.connect();
    return receivers;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  reset(): void {
    this.posted = [];
    this.mails = [];
    this.onPost = async () => undefined;
  }

  async close(): Promise<void> {
    this.http.closeAllConnections();
    this.http.close();
    await new Promise<void>((resolve) => this.smtp.close(() => resolve()));
  }

  private connect(): void {
    const { port } = this.smtp.server.address() as AddressInfo;
    this.connections['mail'] = { type: 'smtp', host: '127.0.0.1', port, extra: { from: 'bot@example.com' } };
    this.connections['hook'] = { type: 'http', host: this.url, password: 'sign-with-this' };
  }
}
