import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import type { Endpoint } from '../../../src/embedded/endpoint-file.js';
import { RunningProduct } from '../../support/product/running-product.js';
import { Api } from './api.js';

/** Names a home whose product runs already: the specs then use that one and leave it running. */
const RUNNING_HOME = process.env['CONTINUO_E2E_HOME'];
const PROJECT = 'test/e2e/project';

/** The running product that a spec file shares among its tests. Everything in it is there from `open` to `close`. */
export class Here {
  private product: RunningProduct | null = null;
  private opened: { endpoint: Endpoint; home: string; api: Api; pool: pg.Pool } | null = null;

  /** In every id that a spec gives, so that a product that has seen them before does no harm. */
  private readonly tag = randomUUID().slice(0, 8);

  /** @param givenHome a home that is the spec's own: it is left behind when the product stops */
  constructor(
    private readonly env: Record<string, string> = {},
    private readonly givenHome: string | null = null,
  ) {}

  async open(): Promise<void> {
    const home = (this.givenHome === null ? RUNNING_HOME : undefined) ?? (await this.launch());
    const endpoint = JSON.parse(readFileSync(join(home, 'endpoint.json'), 'utf8')) as Endpoint;
    const api = new Api(endpoint.graphql, readFileSync(join(home, 'admin.token'), 'utf8').trim());
    const pool = new pg.Pool({ connectionString: endpoint.database, max: 2 });
    pool.on('error', () => undefined);
    this.opened = { endpoint, home, api, pool };
  }

  private async launch(): Promise<string> {
    const env = { CONTINUO_PROJECT: PROJECT, ...this.env };
    this.product = RunningProduct.launch({ env, ...(this.givenHome === null ? {} : { home: this.givenHome }) });
    await this.product.ready();
    return this.product.home;
  }

  private get all() {
    if (this.opened === null) throw new Error('the product is not running');
    return this.opened;
  }

  /** An id that nobody has used. */
  name(base: string): string {
    return `${base}_${this.tag}`;
  }

  get endpoint(): Endpoint {
    return this.all.endpoint;
  }

  get home(): string {
    return this.all.home;
  }

  get api(): Api {
    return this.all.api;
  }

  /** What stands in the database; the one look behind the contract. */
  async rows<Row = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.all.pool.query(sql, values)).rows as Row[];
  }

  /** The service answers, and it is the same process as at the start. */
  async isUp(): Promise<boolean> {
    const { ok } = await fetch(new URL('/healthz', this.endpoint.url));
    const now = JSON.parse(readFileSync(join(this.home, 'endpoint.json'), 'utf8')) as Endpoint;
    return ok && now.pids.service === this.endpoint.pids.service && now.pids.worker === this.endpoint.pids.worker;
  }

  async close(): Promise<void> {
    await this.opened?.api.close();
    await this.opened?.pool.end();
    await (this.givenHome === null ? this.product?.stopAndRemove() : this.product?.stop());
    this.opened = null;
    this.product = null;
  }
}
