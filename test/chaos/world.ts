import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Endpoint } from '../../src/embedded/endpoint-file.js';
import type { ApiClient, RunView } from '../support/product/api-client.js';
import { RunningProduct } from '../support/product/running-product.js';
import { CHAOS_DAGS, LONG_DAG, SEGMENTS_DAG } from './dags.js';
import { OtherSystem } from './other-system.js';
import { insist } from './patience.js';
import { WORKS } from './works.js';

export type Part = 'worker' | 'service' | 'temporal' | 'postgres' | 'supervisor';

/** As short as a guard on a busy machine can keep. */
export const LEASE_MS = 4_000;

/** Leases and waits are shortened, so that a scenario takes seconds where production takes half a minute. */
const ENV = {
  CONTINUO_PROJECT: 'test/chaos/project',
  CONTINUO_WORKER_LEASE: `${LEASE_MS / 1_000}s`,
  CONTINUO_SEGMENT_EVENTS: '50',
};

/** A supervisor gives up at the fifth death of one part within a minute, and the fourth makes it wait for as long as a new start takes. */
const MOST_DEATHS = 3;

/** The product under test on a home of its own, and what the test knows from outside: the ledger and a connection to its database. */
export class World {
  readonly folder = mkdtempSync(join(tmpdir(), 'continuo-chaos-'));
  readonly home = join(this.folder, 'home');
  readonly ledger = join(this.folder, 'ledger');
  readonly system = new OtherSystem();
  product: RunningProduct;
  /** Each signal that ends, or may end, a part of this start. */
  private hits: { part: Part; at: number }[] = [];

  constructor(private env: Record<string, string> = {}) {
    this.product = this.launch();
  }

  private launch(): RunningProduct {
    this.hits = [];
    return RunningProduct.launch({ home: this.home, env: { ...ENV, ...this.env } });
  }

  /** Waits until the product answers; starts it again where everything, or the supervisor, was killed. */
  async up(): Promise<Endpoint> {
    for (;;) {
      if (this.product.hasEnded) this.product = this.launch();
      try {
        return await this.product.ready();
      } catch (error) {
        // killed while it was waited for; an end of its own accord is a failure
        if (this.product.child.signalCode === null) throw error;
      }
    }
  }

  /** For a scenario that adds so many deaths of one part: a supervisor that has seen too many for it is started anew. */
  async rested(deaths = 1): Promise<void> {
    const since = Date.now() - 60_000;
    const recent = this.hits.filter(({ at }) => at > since).map(({ part }) => part);
    const most = Math.max(0, ...recent.map((part) => recent.filter((other) => other === part).length));
    if (most + deaths > MOST_DEATHS) await this.restart(this.env);
    else await this.up();
  }

  /** Stops and starts with other settings, on the same home. */
  async restart(env: Record<string, string>): Promise<void> {
    await this.product.stop();
    this.env = env;
    this.product = this.launch();
    await this.up();
  }

  get api(): ApiClient {
    return this.product.api();
  }

  async registerAll(): Promise<void> {
    const specs = [...CHAOS_DAGS.map((dag) => dag.spec), LONG_DAG, SEGMENTS_DAG, ...WORKS.flatMap((work) => work.dags)];
    for (const spec of specs) await this.api.register(spec);
  }

  /** Triggers with a key that is tried again until it is acknowledged, whatever dies meanwhile: as a careful client does. */
  async trigger(dagId: string, more: { logicalDate?: string } = {}): Promise<RunView> {
    await this.system.listen();
    const conf = { ledger: this.ledger, system: this.system.url, jobs: this.system.jobs?.url };
    const idempotencyKey = randomUUID();
    return insist(() => this.api.trigger({ dagId, conf, idempotencyKey, ...more }));
  }

  pids(part: Part): number[] {
    const pid = this.product.endpoint()?.pids[part] ?? null;
    return pid === null ? [] : [pid].flat();
  }

  signal(part: Part, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT', pids = this.pids(part)): void {
    if (signal !== 'SIGCONT') this.hits.push({ part, at: Date.now() });
    for (const pid of pids) tryKill(pid, signal);
  }

  async killEverything(): Promise<void> {
    const parts = ['supervisor', 'service', 'worker', 'temporal', 'postgres'] as const;
    const pids = parts.map((part) => this.pids(part));
    parts.forEach((part, i) => this.signal(part, 'SIGKILL', pids[i]));
    await this.product.exited();
  }

  /** Temporal's database, gone: what a start finds then is PostgreSQL alone. */
  deleteTemporal(): void {
    const folder = join(this.home, 'temporal');
    for (const name of readdirSync(folder)) if (name.includes('.db')) rmSync(join(folder, name), { force: true });
  }

  /** A worker of its own beside the product's, as another machine would run one, up; killed by the scenario. */
  async secondWorker(): Promise<ChildProcess> {
    const { database, temporal } = await this.up();
    const env = {
      ...process.env,
      ...ENV,
      CONTINUO_HOME: this.home,
      DATABASE_URL: database,
      TEMPORAL_ADDRESS: new URL(temporal).host,
    };
    const child = spawn(process.execPath, ['bin/continuo.mjs', 'worker', '--queue', 'default'], {
      env,
      stdio: 'ignore',
    });
    const pool = await this.pool();
    const leases = 'select 1 from worker_leases where ended_at is null having count(*) > 1';
    await insist(async () => ((await pool.query(leases)).rowCount === 0 ? null : true)).finally(() => pool.end());
    return child;
  }

  async pool(): Promise<pg.Pool> {
    const endpoint = await this.up();
    const pool = new pg.Pool({ connectionString: endpoint.database, max: 2 });
    pool.on('error', () => undefined);
    return pool;
  }

  /** Ends it all; what it has written stays. */
  async halt(): Promise<void> {
    this.system.close();
    await this.product.stop();
  }

  async stop(): Promise<void> {
    await this.halt();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

function tryKill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it is gone already, which is what a kill wants
  }
}

/** Pids of the processes below one, all generations: bodies of a worker among them. */
export function descendantsOf(pid: number): number[] {
  try {
    const children = execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map(Number);
    return children.flatMap((child) => [child, ...descendantsOf(child)]);
  } catch {
    return [];
  }
}
