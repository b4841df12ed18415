import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type JobService, startJobService } from '../support/job-service.js';

const JOB_MS = 2_000;

/** Systems beside the product: one that is told an address to call by `wait.callback`, by POST /<run id> with { notify }, and one that runs jobs. */
export class OtherSystem {
  jobs: JobService | null = null;
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
    if (this.server.listening) return;
    const jobs = await startJobService();
    jobs.onSubmit = (job) => {
      setTimeout(() => (job.state = 'done'), JOB_MS).unref();
      return true;
    };
    this.jobs = jobs;
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
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
    this.jobs?.close();
    this.server.closeAllConnections();
    this.server.close();
  }
}
