import { rmSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Pool } from 'pg';
import { endProcess } from '../../../src/embedded/process/end-process.js';
import { isAlive } from '../../../src/embedded/process/process-identity.js';
import { groupGone, killRecordedGroup } from '../process/end-group.js';
import { pidNamespace } from '../process/pid-namespace.js';
import { readRegistry, type RegistryFile } from '../process/registry-file.js';
import { endLease } from './end-lease.js';
import { pipesPath, registryPaths } from './registry-path.js';

const KILL_WAIT_MS = 5_000;

/**
 * Ends the leases of workers of this home that have died on this machine, as soon as none of their processes is left: guards and process groups
 * are killed. Workers that live are left alone. For the supervisor when a child has ended, and for the next start. Answers the runs touched.
 */
export async function endLeasesOfHost(pool: Pool, home: string): Promise<string[]> {
  const touched: string[] = [];
  for (const path of registryPaths(home)) {
    const registry = readRegistry(path);
    if (registry !== null && (!isHere(registry) || isAlive(registry.worker))) continue;
    if (registry !== null) {
      if (!(await endProcesses(registry))) continue;
      touched.push(...((await endLease(pool, registry.worker.incarnation, 'dead'))?.dagRunIds ?? []));
    }
    rmSync(pipesPath(path), { recursive: true, force: true });
    rmSync(path, { force: true });
  }
  return [...new Set(touched)];
}

/** Pids of another machine or container mean nothing here: such a lease ends by lapsing. */
const isHere = ({ worker }: RegistryFile): boolean =>
  worker.host === hostname() && worker.pidNamespace === pidNamespace();

/** True when no process of the worker is left. The guard goes first: it would kill the same groups, at its own time. */
async function endProcesses({ guard, groups }: RegistryFile): Promise<boolean> {
  if (guard !== null) await endProcess(guard, 'SIGKILL', KILL_WAIT_MS);
  const killed = groups.filter(killRecordedGroup);
  const gone = await Promise.all(killed.map((leader) => groupGone(leader.pid, KILL_WAIT_MS)));
  return gone.every(Boolean);
}
