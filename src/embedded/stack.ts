import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { tryLock } from './files/exclusive-lock.js';
import { openHome, type Home } from './home.js';
import { prepareEmbeddedPostgres, type EmbeddedPostgres } from './postgres/embedded-postgres.js';
import { inheritedEnv } from './process/inherited-env.js';
import { silentProgress, type Progress } from './progress.js';
import { openChildrenRecord } from './supervisor/children-record.js';
import { endLeftovers } from './supervisor/end-leftovers.js';
import { Supervisor } from './supervisor/supervisor.js';
import { prepareEmbeddedTemporal, type EmbeddedTemporal } from './temporal/embedded-temporal.js';

export interface StackOptions {
  readonly home: string;
  /** Cache folder with the Temporal server. */
  readonly cacheFolder: string;
  /** False: PostgreSQL alone. */
  readonly temporal?: boolean;
  readonly progress?: Progress;
  /** Where PostgreSQL's data goes when the home is closed to its user. */
  readonly ownRoots?: readonly string[];
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
export async function startStack(options: StackOptions): Promise<Stack> {
  const home = openHome(options.home);
  const lock = tryLock(home.run, 'lock');
  if (lock.kind === 'busy') throw new Error(`${home.root} is in use by process ${lock.holder.pid}`);
  const say = (options.progress ?? silentProgress).say;
  const record = openChildrenRecord(home);
  const supervisor = new Supervisor({ home, record, say });
  const stop = (): Promise<void> => supervisor.stop().finally(lock.release);
  try {
    await endLeftovers(record, say);
    const [postgres, temporal] = await prepareServers(home, options);
    await supervisor.start(postgres.child, ...(temporal === null ? [] : [temporal.child]));
    const databaseUrl = postgres.url();
    return {
      databaseUrl,
      temporalAddress: temporal?.address() ?? '',
      supervisor,
      createDatabase: () => createDatabase(databaseUrl),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function prepareServers(home: Home, options: StackOptions): Promise<[EmbeddedPostgres, EmbeddedTemporal | null]> {
  const { cacheFolder, temporal = true, progress = silentProgress } = options;
  return Promise.all([
    prepareEmbeddedPostgres(home, options.ownRoots),
    temporal
      ? prepareEmbeddedTemporal({ home, cacheFolder, namespace: 'default', env: inheritedEnv(), progress })
      : null,
  ]);
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
