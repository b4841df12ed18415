import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { HomeEndpoint } from '../service/home.js';
import { fail, type Finding, ok, warn } from './finding.js';

/** Bits by which others could read or write. */
const OPEN_TO_OTHERS = 0o066;

/** The folder, and the two files that hold secrets. */
export async function checkHome(home: string): Promise<Finding[]> {
  const folder = await modeOf(home);
  if (folder === null)
    return [fail('home', `${home} does not exist`, '"npm start" makes it; CONTINUO_HOME names another')];
  return [
    isOpen(folder)
      ? warn('home', `${home} is open to other users (mode ${octal(folder)})`, `chmod go-rw ${home}`)
      : ok('home', home),
    await checkSecretFile('admin token', join(home, 'admin.token'), 'the first "npm start" writes it'),
    await checkSecretFile('endpoint', join(home, 'endpoint.json'), 'no service runs here: "npm start" starts one'),
  ];
}

async function checkSecretFile(check: string, path: string, whenMissing: string): Promise<Finding> {
  const mode = await modeOf(path);
  if (mode === null) return fail(check, `${path} is missing`, whenMissing);
  if (isOpen(mode)) return fail(check, `${path} is open to other users (mode ${octal(mode)})`, `chmod 600 ${path}`);
  return ok(check, path);
}

const modeOf = async (path: string): Promise<number | null> =>
  await stat(path).then(
    ({ mode }) => mode & 0o777,
    () => null,
  );
const isOpen = (mode: number): boolean => process.platform !== 'win32' && (mode & OPEN_TO_OTHERS) !== 0;
const octal = (mode: number): string => mode.toString(8).padStart(4, '0');

/** The processes that endpoint.json names. */
export function checkProcesses({ pids }: HomeEndpoint): Finding {
  const named = Object.entries(pids).flatMap(([name, value]) =>
    [value].flat().flatMap((pid) => (typeof pid === 'number' ? [{ name, pid }] : [])),
  );
  const dead = named.filter(({ pid }) => !isAlive(pid));
  const text = (list: typeof named): string => list.map(({ name, pid }) => `${name} ${pid}`).join(', ');
  if (dead.length === 0) return ok('processes', text(named));
  return fail(
    'processes',
    `gone: ${text(dead)}`,
    'they are started again within seconds; if not: stop what is left and "npm start"',
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
