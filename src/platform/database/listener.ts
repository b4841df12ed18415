import pg from 'pg';

export interface Listener {
  /** Calls `handler` with the payload of every NOTIFY on the channel; answers a function that ends it. Resolves when PostgreSQL listens. */
  on(channel: string, handler: (payload: string) => void): Promise<() => void>;
  /** Called after a lost connection is back and listens again: what was notified meanwhile is lost, so the handler reads anew. */
  onReconnect(handler: () => void): () => void;
  close(): Promise<void>;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;
/** A connection whose peer vanished without a word is found by this. */
const PROBE_MS = 10_000;

type Handlers<A extends unknown[]> = Set<(...given: A) => void>;

/**
 * The one LISTEN connection of a process, never from the pool. Payloads are ids only: whoever is woken reads.
 * A lost connection is opened again for ever (50 ms doubling to 2 s); after it, `onReconnect` handlers catch up.
 * @throws when the first connection cannot be made
 */
export async function createListener(
  databaseUrl: string,
  onError: (error: Error) => void = () => undefined,
): Promise<Listener> {
  const listener = new DatabaseListener(databaseUrl, onError);
  await listener.open();
  return listener;
}

class DatabaseListener implements Listener {
  private readonly channels = new Map<string, Handlers<[string]>>();
  private readonly reconnected: Handlers<[]> = new Set();
  private client: pg.Client | null = null;
  private closed = false;
  private reopening: Promise<void> | null = null;
  /** One statement at a time: a connection has no queue of its own. */
  private last: Promise<unknown> = Promise.resolve();
  private readonly probe: NodeJS.Timeout;

  constructor(
    private readonly databaseUrl: string,
    private readonly onError: (error: Error) => void,
  ) {
    this.probe = setInterval(() => this.check(), PROBE_MS);
    this.probe.unref();
  }

  async open(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.databaseUrl,
      application_name: 'continuo listener',
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
    });
    client.on('notification', ({ channel, payload }) => this.deliver(channel, payload ?? ''));
    client.on('error', (error) => this.lost(client, error));
    client.on('end', () => this.lost(client, null));
    try {
      await client.connect();
      for (const channel of this.channels.keys()) await listen(client, channel);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    this.client = client;
  }

  async on(channel: string, handler: (payload: string) => void): Promise<() => void> {
    const known = this.channels.get(channel);
    const handlers = known ?? new Set();
    handlers.add(handler);
    this.channels.set(channel, handlers);
    const client = this.client;
    if (client !== null && known === undefined)
      await this.inTurn(() => listen(client, channel)).catch((error: Error) => this.lost(client, error));
    else await this.last;
    return () => void handlers.delete(handler);
  }

  onReconnect(handler: () => void): () => void {
    this.reconnected.add(handler);
    return () => void this.reconnected.delete(handler);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.probe);
    const client = this.client;
    this.client = null;
    await client?.end().catch(() => undefined);
    await this.reopening;
  }

  private deliver(channel: string, payload: string): void {
    for (const handler of this.channels.get(channel) ?? []) this.guarded(() => handler(payload));
  }

  private lost(client: pg.Client, error: Error | null): void {
    if (error !== null && !this.closed) this.onError(error);
    if (this.client !== client || this.closed) return;
    this.client = null;
    void client.end().catch(() => undefined);
    this.reopening = this.reopen();
  }

  private async reopen(): Promise<void> {
    for (let pause = FIRST_PAUSE_MS; !this.closed; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      if (this.closed) return;
      const error = await this.open().then(
        () => null,
        (reason: Error) => reason,
      );
      if (error === null) break;
      this.onError(error);
    }
    if (this.closed) return;
    for (const handler of this.reconnected) this.guarded(handler);
  }

  private check(): void {
    const client = this.client;
    if (client === null) return;
    const late = setTimeout(() => this.lost(client, new Error('the LISTEN connection does not answer')), PROBE_MS / 2);
    this.inTurn(() => client.query('select 1')).then(
      () => clearTimeout(late),
      () => clearTimeout(late),
    );
  }

  private inTurn(statement: () => Promise<unknown>): Promise<unknown> {
    this.last = this.last.then(statement, statement);
    return this.last;
  }

  private guarded(handler: () => void): void {
    try {
      handler();
    } catch (error) {
      this.onError(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** Channel names are constants of this project; quoted all the same. */
const listen = (client: pg.Client, channel: string): Promise<unknown> =>
  client.query(`listen ${pg.escapeIdentifier(channel)}`);
