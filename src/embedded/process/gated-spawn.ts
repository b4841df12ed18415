import { spawn, type ChildProcess } from 'node:child_process';
import { processRef, type ProcessRef } from './process-identity.js';

/** What to execute, and as whom. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Another user to run as; only root can. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/** A child whose reference was registered before it executed anything. */
export interface GatedChild {
  readonly ref: ProcessRef;
  readonly process: ChildProcess;
}

/**
 * Starts a child in a process group of its own, behind a gate: a shell waits for a line on stdin, then becomes the command.
 * `register` is called (synchronously) before the gate opens, so a child that executes is always on record, however the
 * parent dies. The pipe stays the child's stdin: it reads end-of-file when the parent is gone.
 *
 * Both output streams go to `logFd`. @throws where the shell itself could not be started.
 */
export function spawnGated(launch: Launch, logFd: number | 'ignore', register: (ref: ProcessRef) => void): GatedChild {
  const child = spawn('/bin/sh', ['-c', 'read -r go && exec "$@"', 'gate', launch.command, ...launch.args], {
    cwd: launch.cwd,
    env: launch.env,
    detached: true,
    stdio: ['pipe', logFd, logFd],
    uid: launch.owner?.uid,
    gid: launch.owner?.gid,
  });
  child.on('error', () => undefined);
  child.stdin?.on('error', () => undefined);
  const ref = child.pid === undefined ? null : processRef(child.pid);
  if (ref === null)
    throw new Error(`could not start ${launch.command}: /bin/sh did not start in ${launch.cwd ?? process.cwd()}`);
  try {
    register(ref);
  } catch (error) {
    child.stdin?.destroy();
    throw error;
  }
  child.stdin?.write('go\n');
  return { ref, process: child };
}
