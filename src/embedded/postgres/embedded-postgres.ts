import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Home } from '../home.js';
import { freePort } from '../process/free-port.js';
import type { ChildSpec } from '../supervisor/child-spec.js';
import { asOwner, DATABASE_USER, initCluster, type Cluster } from './init-cluster.js';
import { endPostgresLeftovers } from './postgres-leftovers.js';
import { OWN_ROOTS, placePostgres, type PostgresPlace } from './postgres-place.js';
import { join } from 'node:path';

/** One home's own PostgreSQL: prepared once, then kept running as a child of the supervisor. */
export interface EmbeddedPostgres {
  readonly place: PostgresPlace;
  readonly data: string;
  /** Where to connect; the port is known from the first launch on and stays the same once the server has been ready. */
  url(): string;
  readonly child: ChildSpec;
}

const LOOK_EVERY_MS = 25;

/** Places and, where needed, makes the cluster; nothing runs yet. Any state that a killed start left is taken up. */
export async function prepareEmbeddedPostgres(
  home: Home,
  ownRoots: readonly string[] = OWN_ROOTS,
): Promise<EmbeddedPostgres> {
  const place = placePostgres(home, ownRoots);
  const cluster = await initCluster(place, join(home.postgres, 'password'));
  const port = { number: 0, settled: false };
  const url = (database = DATABASE_USER): string =>
    `postgresql://${DATABASE_USER}:${cluster.password}@127.0.0.1:${port.number}/${database}`;
  const child: ChildSpec = {
    name: 'postgres',
    after: [],
    stopSignal: 'SIGINT',
    stopGraceMs: 20_000,
    launch: async () => {
      await endPostgresLeftovers(cluster.data);
      if (!port.settled) port.number = await freePort();
      return asOwner(place, cluster.data, place.binaries.postgres, serverArguments(cluster, port.number));
    },
    ready: async (signal) => {
      await answers(url, signal);
      port.settled = true;
    },
  };
  return { place, data: cluster.data, url: () => url(), child };
}

/** Loopback TCP only, and every setting that an acknowledged commit depends on said aloud. Nothing here runs long enough to be compiled first. */
function serverArguments(cluster: Cluster, port: number): string[] {
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    jit: 'off',
    max_connections: '200',
    log_min_messages: 'warning',
    log_line_prefix: '%m [%p] ',
  };
  return ['-D', cluster.data, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])];
}

/** Waits until the server answers a query in our database, which is made where it is missing. @throws where it refuses for good. */
async function answers(url: (database?: string) => string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const answer = await ask(url(), 'select 1');
    if (answer === 'ok') return;
    if (answer === NO_SUCH_DATABASE) await ask(url('postgres'), `create database ${DATABASE_USER}`);
    else if (!NOT_YET.has(answer)) throw new Error(`PostgreSQL refuses connections with ${answer}`);
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
}

const NO_SUCH_DATABASE = '3D000';
/** Not listening yet, starting up, shutting down, connection cut. */
const NOT_YET = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', '57P03', '57P01', 'unknown']);

async function ask(connectionString: string, query: string): Promise<string> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(query);
    return 'ok';
  } catch (error) {
    return (error as { code?: string }).code ?? 'unknown';
  } finally {
    await client.end().catch(() => undefined);
  }
}
