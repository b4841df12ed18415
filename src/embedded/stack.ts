import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { tryLock } from './files/exclusive-lock.js';
import { openHome } from './home.js';
import { prepareEmbeddedPostgres } from './postgres/embedded-postgres.js';
import { silentProgress, type Progress } from './progress.js';
import { openChildrenRecord } from './supervisor/children-record.js';
import { endLeftovers } from './supervisor/end-leftovers.js';
import { Supervisor } from './supervisor/supervisor.js';
import { prepareEmbeddedTemporal } from './temporal/embedded-temporal.js';

export interface StackOptions {
  readonly home: string;
  /** Cache folder with the Temporal server. */
  readonly cacheFolder: string;
  /** False: PostgreSQL alone. */
  readonly temporal?: boolean;
  readonly progress?: Progress;
}

/** Real servers for tests, the same that `npm start` runs. */
export interface Stack {
  readonly databaseUrl: string;
  /** host:port, or '' without Temporal. */
  readonly temporalAddress: string;
  readonly supervisor: Supervisor;
  /** A new empty database on the server; returns its url. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts PostgreSQL and Temporal in `home`. @throws Error where the home is in use, or a server does not start. */
export async function startStack({
  home: path,
  cacheFolder,
  temporal = true,
  progress = silentProgress,
}: StackOptions): Promise<Stack> {
  const home = openHome(path);
  const lock = tryLock(home.run, 'lock');
  if (lock.kind === 'busy') throw new Error(`${home.root} is in use by process ${lock.holder.pid}`);
  const record = openChildrenRecord(home);
  await endLeftovers(record, progress.say);
  const env = Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
  const [postgres, server] = await Promise.all([
    prepareEmbeddedPostgres(home),
    temporal ? prepareEmbeddedTemporal({ home, cacheFolder, namespace: 'default', env, progress }) : null,
  ]);
  const supervisor = new Supervisor({ home, record, say: progress.say });
  const stop = (): Promise<void> => supervisor.stop().finally(lock.release);
  try {
    await supervisor.start(postgres.child, ...(server === null ? [] : [server.child]));
  } catch (error) {
    await stop();
    throw error;
  }
  const databaseUrl = postgres.url();
  return {
    databaseUrl,
    temporalAddress: server?.address() ?? '',
    supervisor,
    createDatabase: () => createDatabase(databaseUrl),
    stop,
  };
}

async function createDatabase(serverUrl: string): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
