import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Launch } from '../process/gated-spawn.js';
import { runCommand, type CommandResult } from '../process/run-command.js';
import { databasePassword } from './postgres-password.js';
import { endPostgresLeftovers, killProcessesIn } from './postgres-leftovers.js';
import type { PostgresPlace } from './postgres-place.js';

/** User and database of the embedded PostgreSQL. */
export const DATABASE_USER = 'continuo';

/** PostgreSQL's environment: nothing of ours, so that no secret of the user's shell gets into it. */
export const POSTGRES_ENV = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } as const;

export interface Cluster {
  readonly data: string;
  readonly password: string;
}

/**
 * The data folder, made by initdb where it is missing. initdb works in a folder beside it, which becomes `data` by one rename:
 * a half-made cluster is never taken for one. What an interrupted attempt left is removed.
 * @throws Error with initdb's own words.
 */
export async function initCluster(place: PostgresPlace, passwordFile: string): Promise<Cluster> {
  const data = join(place.folder, 'data');
  if (existsSync(data)) await endPostgresLeftovers(data);
  await removeHalfDone(place.folder);
  const { password, made } = databasePassword(passwordFile);
  if (!existsSync(data)) await createCluster(place, data, password);
  else if (made) await setPassword(place, data, password);
  assertSameMajor(data, place);
  return { data, password };
}

async function removeHalfDone(folder: string): Promise<void> {
  for (const work of readdirSync(folder).filter((name) => name.startsWith('init-'))) {
    await killProcessesIn(join(folder, work));
    rmSync(join(folder, work), { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

async function createCluster(place: PostgresPlace, data: string, password: string): Promise<void> {
  const work = join(place.folder, `init-${randomBytes(4).toString('hex')}`);
  const passwordCopy = join(work, 'password');
  mkdirSync(work, { mode: 0o700 });
  writeFileSync(passwordCopy, `${password}\n`, { mode: 0o600 });
  if (place.owner !== null) for (const path of [work, passwordCopy]) chownSync(path, place.owner.uid, place.owner.gid);
  const args = ['-D', join(work, 'data'), '-U', DATABASE_USER, `--pwfile=${passwordCopy}`, ...INITDB_FLAGS];
  assertDone('initdb', await runCommand(asOwner(place, work, place.binaries.initdb, args)));
  renameSync(join(work, 'data'), data);
  rmSync(work, { recursive: true, force: true });
}

/** Locale: the builtin C.UTF-8, which sorts and folds alike on every machine. */
const INITDB_FLAGS = [
  '--auth-local=scram-sha-256',
  '--auth-host=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--no-instructions',
] as const;

/** The password file was lost: the server's single-user mode sets a new one. The cluster must not be running. */
async function setPassword(place: PostgresPlace, data: string, password: string): Promise<void> {
  const launch = asOwner(place, data, place.binaries.postgres, ['--single', '-D', data, 'postgres']);
  assertDone(
    'postgres --single',
    await runCommand(launch, { input: `ALTER ROLE ${DATABASE_USER} PASSWORD '${password}'\n` }),
  );
}

function assertSameMajor(data: string, place: PostgresPlace): void {
  const has = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  const runs = place.binaries.version.split('.')[0] ?? '';
  if (has === runs) return;
  throw new Error(
    `${data} was made by PostgreSQL ${has}, and this version brings PostgreSQL ${runs}: dump it with the old version and restore it, or set DATABASE_URL`,
  );
}

/** A launch of one of PostgreSQL's programs as its user. */
export function asOwner(place: PostgresPlace, cwd: string, command: string, args: readonly string[]): Launch {
  return { command, args, env: POSTGRES_ENV, cwd, ...(place.owner === null ? {} : { owner: place.owner }) };
}

function assertDone(what: string, result: CommandResult): void {
  if (result.code !== 0)
    throw new Error(
      `${what} failed (exit ${result.code ?? 'by signal'}): ${(result.stderr || result.stdout).trim().slice(-2_000)}`,
    );
}
