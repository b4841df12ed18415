import { access, constants, statfs } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { packageVersion } from '../../../activities/registry/package-version.js';
import type { Io } from '../io.js';
import { fail, type Finding, ok, warn } from './finding.js';

const NODE_FLOOR = [20, 19] as const;
const GIB = 1024 ** 3;

export function checkVersions(node = process.versions.node): Finding {
  const detail = `continuo ${packageVersion()}, Node ${node}`;
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const isOld = major < NODE_FLOOR[0] || (major === NODE_FLOOR[0] && minor < NODE_FLOOR[1]);
  return isOld ? fail('versions', detail, `install Node ${NODE_FLOOR.join('.')} or newer`) : ok('versions', detail);
}

/** Free space where the data is; PostgreSQL stops when there is none. */
export async function checkDisk(home: string): Promise<Finding> {
  const folder = await nearestFolder(home);
  try {
    const { bavail, bsize } = await statfs(folder);
    return judgeSpace(bavail * bsize, folder);
  } catch {
    return warn('disk', `the free space of ${folder} cannot be read`, 'see df');
  }
}

/** @param bytes free for us */
export function judgeSpace(bytes: number, folder: string): Finding {
  const detail = `${(bytes / GIB).toFixed(1)} GiB free in ${folder}`;
  if (bytes < 0.2 * GIB) return fail('disk', detail, 'free some space now: PostgreSQL stops when there is none');
  return bytes < 2 * GIB ? warn('disk', detail, 'free some space soon') : ok('disk', detail);
}

async function nearestFolder(path: string): Promise<string> {
  const parent = dirname(path);
  if (path === parent) return path;
  return await access(path).then(
    () => path,
    () => nearestFolder(parent),
  );
}

/** What `python` tasks need. */
export async function checkPython(io: Pick<Io, 'env'>): Promise<Finding> {
  const [uv, python] = await Promise.all([onPath(io, 'uv'), onPath(io, 'python3')]);
  if (python !== null) return ok('python', uv === null ? python : `${python}, ${uv}`);
  if (uv !== null) return ok('python', uv);
  return warn('python', 'neither python3 nor uv is on PATH', 'install one of them if you use the python operator');
}

async function onPath({ env }: Pick<Io, 'env'>, name: string): Promise<string | null> {
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter((part) => part !== '')) {
    const path = join(folder, name);
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return null;
}
