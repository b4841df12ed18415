import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTempFolder, runStart, until } from '../../../test/support/embedded/run-start.js';
import { openHome } from '../home.js';
import { processRef } from '../process/process-identity.js';
import { startStack, type Stack } from '../stack.js';
import { movedFolder, newMovedFolder } from './moved-data.js';
import { canExecute, copyBinaries, packagedBinaries } from './postgres-binaries.js';
import { placePostgres } from './postgres-place.js';
import { choosePostgresUser, machineUsers } from './postgres-user.js';

const isRoot = process.getuid?.() === 0;
let folder: string;
beforeAll(() => {
  folder = openTempFolder();
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));

const inFolder = (...names: string[]): string => join(folder, ...names);
const start = (home: string): Promise<Stack> =>
  startStack({ home, temporal: false, cacheFolder: inFolder('cache'), ownRoots: [inFolder('own-root')] });

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client
    .query(text)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

async function dataFolder(stack: Stack): Promise<string> {
  const [row] = await query(stack.databaseUrl, "select setting from pg_settings where name = 'data_directory'");
  return (row as { setting: string }).setting;
}

describe.concurrent('the embedded PostgreSQL', () => {
  it('given a start that was killed in the middle of initdb, the next one makes the cluster anew', async () => {
    const home = inFolder('initdb');
    const victim = runStart(home);
    const cluster = join(home, 'postgres', 'cluster');
    const halfDone = (): boolean =>
      existsSync(cluster) &&
      readdirSync(cluster).some(
        (name) => name.startsWith('init-') && existsSync(join(cluster, name, 'data', 'PG_VERSION')),
      );
    await until(halfDone, 'initdb at work');
    victim.process.kill('SIGKILL');
    await victim.exit;
    expect(existsSync(join(cluster, 'data'))).toBe(false);

    const stack = await start(home);
    expect(await query(stack.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(readdirSync(cluster)).toEqual(['data']);
    await stack.stop();
  });

  it('given a postmaster killed over a busy backend, comes back at the same address with every commit', async () => {
    const stack = await start(inFolder('busy'));
    await query(stack.databaseUrl, 'create table kept as select 42 as answer');
    const busy = query(stack.databaseUrl, 'select pg_sleep(600)').catch((error: Error) => error);
    const postmaster = stack.supervisor.ref('postgres');
    process.kill(postmaster?.pid ?? 0, 'SIGKILL');
    await until(
      () =>
        query(stack.databaseUrl, 'select answer from kept').then(
          (rows) => rows.length === 1,
          () => false,
        ),
      'the restart',
    );
    expect(await busy).toBeInstanceOf(Error);
    expect(stack.supervisor.ref('postgres')?.pid).not.toBe(postmaster?.pid);
    await stack.stop();
  });

  it('given a stale postmaster.pid whose pid another process of the same user has got, starts', async () => {
    const first = await start(inFolder('stale'));
    const data = await dataFolder(first);
    await first.stop();
    const other = await start(inFolder('stale-other'));
    const foreign = other.supervisor.ref('postgres')?.pid ?? 0;
    writeFileSync(join(data, 'postmaster.pid'), `${foreign}\n${data}\n1\n5432\n\n127.0.0.1\n`);

    const second = await start(inFolder('stale'));
    expect(await query(second.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(processRef(foreign)).not.toBeNull();
    await Promise.all([second.stop(), other.stop()]);
  });

  it('asks for the password, which only the owner can read; a lost one is replaced', async () => {
    const home = inFolder('password');
    mkdirSync(home, { mode: 0o700 });
    const first = await start(home);
    const wrong = new URL(first.databaseUrl);
    wrong.password = 'guess';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
    await query(first.databaseUrl, 'create table kept as select 42 as answer');
    await first.stop();
    const file = join(home, 'postgres', 'password');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(home).mode & 0o066).toBe(0);
    rmSync(file);

    const second = await start(home);
    expect(new URL(second.databaseUrl).password).not.toBe(new URL(first.databaseUrl).password);
    expect(await query(second.databaseUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
    await second.stop();
  });

  it('given a home below a closed folder, root keeps the data in a folder of the PostgreSQL user and finds it again', async () => {
    mkdirSync(inFolder('closed'), { mode: 0o700 });
    const home = inFolder('closed', 'home');
    const first = await start(home);
    await query(first.databaseUrl, 'create table kept as select 42 as answer');
    await first.stop();
    const second = await start(home);
    expect(await query(second.databaseUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
    const data = await dataFolder(second);
    expect(data.startsWith(isRoot ? inFolder('own-root') : home)).toBe(true);
    if (isRoot) expect(statSync(data).uid).not.toBe(0);
    await second.stop();
  });

  it('given that the moved data is gone, says so instead of beginning anew', () => {
    const home = openHome(inFolder('gone'));
    writeFileSync(join(home.postgres, 'moved.json'), JSON.stringify({ folder: inFolder('nowhere') }));
    expect(() => movedFolder(home)).toThrow(`missing from ${inFolder('nowhere')}`);
  });

  it('given a home that was moved, its data goes along; given a copy of a home, it may not use the data of the original', () => {
    const original = openHome(inFolder('original'));
    const folder = newMovedFolder(original, inFolder(), (path) => (mkdirSync(path), path));
    cpSync(original.root, inFolder('copy'), { recursive: true });
    expect(() => movedFolder(openHome(inFolder('copy')))).toThrow(`is a copy of ${original.root}`);
    expect(movedFolder(original)).toBe(folder);
    renameSync(original.root, inFolder('renamed'));
    expect(movedFolder(openHome(inFolder('renamed')))).toBe(folder);
    expect(() => movedFolder(openHome(inFolder('copy')))).toThrow(`is a copy of ${inFolder('renamed')}`);
  });

  it('given data of another user than the one that would be chosen, root runs PostgreSQL as its owner', async () => {
    const home = inFolder('owned');
    const first = await start(home);
    await query(first.databaseUrl, 'create table kept as select 42 as answer');
    const data = await dataFolder(first);
    await first.stop();
    if (isRoot) execFileSync('chown', ['-R', '65534:65534', dirname(data)]);
    const owner = statSync(data).uid;
    const second = await start(home);
    expect(await query(second.databaseUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
    expect(statSync(join(data, 'postmaster.pid')).uid).toBe(owner);
    await second.stop();
  });

  it('given a project below a closed folder, root runs a copy of the binaries', () => {
    const packaged = packagedBinaries();
    const owner = choosePostgresUser(machineUsers);
    const closed = inFolder('closed-project');
    mkdirSync(closed);
    cpSync(packaged.folder, join(closed, 'native'), { recursive: true, verbatimSymlinks: true });
    chmodSync(closed, 0o700);
    const native = join(closed, 'native');
    const hidden = {
      ...packaged,
      folder: native,
      initdb: join(native, 'bin/initdb'),
      postgres: join(native, 'bin/postgres'),
    };
    if (!isRoot) return expect(placePostgres(openHome(inFolder('open'))).binaries).toEqual(packaged);

    expect(canExecute(hidden, owner)).toBe(false);
    const place = placePostgres(openHome(inFolder('open')), [inFolder('own-root')], hidden);
    expect(place.binaries.folder.startsWith(inFolder('own-root'))).toBe(true);
    expect(canExecute(place.binaries, owner)).toBe(true);
    expect(copyBinaries(hidden, inFolder('own-root', 'binaries'))).toEqual(place.binaries);
  });

  it('given data of another major version, says what to do', async () => {
    const home = inFolder('old');
    const stack = await start(home);
    const data = await dataFolder(stack);
    await stack.stop();
    const version = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
    writeFileSync(join(data, 'PG_VERSION'), '15\n');
    await expect(start(home)).rejects.toThrow(`made by PostgreSQL 15, and this version brings PostgreSQL ${version}`);
  });
});
