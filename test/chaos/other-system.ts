import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A system beside the product, which is told an address to call by `wait.callback`: POST /<run id> with { notify }. */
export class OtherSystem {
  private readonly told = new Map<string, string>();
  private readonly server: Server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      this.told.set((request.url ?? '').slice(1), (JSON.parse(text) as { notify: string }).notify);
      response.writeHead(202).end('accepted');
    });
  });

  async listen(): Promise<void> {
    if (!this.server.listening) await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The path that the run's last try asked to call; null while none has. */
  addressFor(runId: string): string | null {
    const address = this.told.get(runId);
    return address === undefined ? null : new URL(address).pathname;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
