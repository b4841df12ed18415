import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join, sep } from 'node:path';
import { endProcess } from '../process/end-process.js';
import { processRef } from '../process/process-identity.js';

const FAST_SHUTDOWN_MS = 5_000;
const KILL_WAIT_MS = 5_000;

/**
 * Ends what an earlier postmaster of this data folder left: the postmaster named by postmaster.pid if its command line names
 * this folder, then backends (each leads a session of its own, so no process group holds them), then the stale pid file, which
 * would stop the next server when another process has got that pid. Only the holder of the home's lock may call it.
 */
export async function endPostgresLeftovers(data: string): Promise<void> {
  const pidFile = join(data, 'postmaster.pid');
  const pid = firstLineNumber(pidFile);
  const postmaster = pid === null || !commandLine(pid).includes(data) ? null : processRef(pid);
  if (postmaster !== null) await endProcess(postmaster, 'SIGINT', FAST_SHUTDOWN_MS);
  await killProcessesIn(data);
  rmSync(pidFile, { force: true });
}

/**
 * SIGKILL to every process that works inside this folder, which belongs to one home alone. Server processes and initdb do.
 * Linux only: elsewhere orphaned backends end by themselves when they notice that their postmaster is gone.
 */
export async function killProcessesIn(folder: string): Promise<void> {
  if (process.platform !== 'linux') return;
  const real = realpathSync(folder);
  const inside = (path: string | null): boolean => path === real || path?.startsWith(real + sep) === true;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && inside(workingFolder(name)));
  for (const found of pids.flatMap((pid) => processRef(Number(pid)) ?? [])) {
    await endProcess(found, 'SIGKILL', KILL_WAIT_MS);
  }
}

function firstLineNumber(path: string): number | null {
  try {
    const pid = Number(readFileSync(path, 'utf8').split('\n')[0]);
    return Number.isInteger(pid) && pid > 1 ? pid : null;
  } catch {
    return null;
  }
}

function commandLine(pid: number): string {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      : execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

function workingFolder(pid: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}
