import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Endpoint } from '../../../src/embedded/endpoint-file.js';
import { ApiClient } from './api-client.js';

export interface ProductOptions {
  /** Environment beside what the product needs; CONTINUO_PROJECT names the project whose DAGs and handlers are loaded. */
  env?: Record<string, string>;
  home?: string;
  args?: string[];
}

/** The whole product as a user starts it: `node bin/start.mjs` in a home of its own. */
export class RunningProduct {
  output = '';
  private constructor(
    readonly home: string,
    readonly child: ChildProcess,
    readonly started: number,
  ) {
    child.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
  }

  static launch(options: ProductOptions = {}): RunningProduct {
    const home = options.home ?? mkdtempSync(join(tmpdir(), 'continuo-product-'));
    const child = spawn(process.execPath, ['bin/start.mjs', ...(options.args ?? [])], {
      env: { ...process.env, CONTINUO_HOME: home, CONTINUO_PORT: '0', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    return new RunningProduct(home, child, Date.now());
  }

  /** Resolves when endpoint.json names a service that answers; throws with the output when the start ended or took too long. */
  async ready(withinMs = 300_000): Promise<Endpoint> {
    const until = Date.now() + withinMs;
    while (Date.now() < until) {
      const endpoint = this.endpoint();
      if (endpoint !== null && (await answers(endpoint.url))) return endpoint;
      if (this.hasEnded)
        throw new Error(`the start ended with ${this.child.exitCode ?? this.child.signalCode}:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`not ready within ${withinMs} ms:\n${this.output}`);
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  async exited(): Promise<void> {
    if (!this.hasEnded) await new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
  }

  endpoint(): Endpoint | null {
    try {
      return JSON.parse(readFileSync(join(this.home, 'endpoint.json'), 'utf8')) as Endpoint;
    } catch {
      return null;
    }
  }

  api(): ApiClient {
    const endpoint = this.endpoint();
    if (endpoint === null) throw new Error('the product is not ready');
    return new ApiClient(endpoint.graphql, readFileSync(join(this.home, 'admin.token'), 'utf8').trim());
  }

  /** Ctrl-C; answers the exit code. */
  async stop(): Promise<number | null> {
    if (!this.hasEnded) this.child.kill('SIGINT');
    await this.exited();
    return this.child.exitCode;
  }

  async stopAndRemove(): Promise<void> {
    await this.stop();
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

const answers = (url: string): Promise<boolean> =>
  fetch(new URL('/readyz', url)).then(
    (response) => response.ok,
    () => false,
  );
