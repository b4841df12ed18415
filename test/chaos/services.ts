import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from './world.js';

/** Service processes beside the one that the supervisor runs, as other machines would run them: same database and key, a home and a port of their own. */
export class Services {
  private readonly children: (ChildProcess | null)[];
  /** Every one that was ever launched, so that none outlives the test. */
  private readonly launched: ChildProcess[] = [];
  private stopped = false;

  constructor(
    private readonly world: World,
    readonly count: number,
  ) {
    this.children = Array.from({ length: count }, () => null);
  }

  async start(): Promise<void> {
    for (let place = 0; place < this.count; place += 1) await this.launch(place);
  }

  /** One that was killed, anew. */
  async launch(place: number): Promise<void> {
    const { database, temporal } = await this.world.up();
    if (this.stopped) return;
    const home = this.homeOf(place);
    mkdirSync(home, { recursive: true });
    const env = {
      ...process.env,
      ...{ DATABASE_URL: database, TEMPORAL_ADDRESS: new URL(temporal).host, CONTINUO_HOME: home, CONTINUO_PORT: '0' },
      CONTINUO_KEY: readFileSync(join(this.world.home, 'secret.key'), 'utf8').trim(),
      CONTINUO_PROJECT: 'test/chaos/project',
    };
    const child = spawn(process.execPath, ['dist/src/main.js'], { env, stdio: 'ignore' });
    this.launched.push(child);
    this.children[place] = child;
  }

  /** Where those that have come up listen. One that was killed since does not answer. */
  addresses(): string[] {
    return this.children.flatMap((child, place) => {
      const { port, pid } = readOwn(join(this.homeOf(place), 'run', 'service.json'));
      return port !== undefined && pid === child?.pid ? [`http://127.0.0.1:${port}`] : [];
    });
  }

  private homeOf(place: number): string {
    return join(this.world.folder, `service-${place}`);
  }

  /** Whether it has ended, of its own accord or not. */
  hasEnded(place: number): boolean {
    const child = this.children[place] ?? null;
    return child === null || child.exitCode !== null || child.signalCode !== null;
  }

  signal(place: number, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    if (!this.hasEnded(place)) this.children[place]?.kill(signal);
  }

  stop(): void {
    this.stopped = true;
    for (const child of this.launched) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  }
}

/** What a service says of itself once it listens. */
function readOwn(path: string): { port?: number; pid?: number } {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { port: number; pid: number };
  } catch {
    return {};
  }
}
