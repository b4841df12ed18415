import type { ChildProcess } from 'node:child_process';
import { processRef, type ProcessRef } from '../../../src/embedded/process/process-identity.js';
import type { ProcessRequest, ProcessResult } from '../../sdk/index.js';
import { groupGone, signalGroup } from './end-group.js';
import { launch, type Launched } from './launch.js';
import { OutputReader, type ReaderDeps } from './output-reader.js';
import type { ProcessGroups } from './process-groups.js';
import type { RealPipes } from './real-pipes.js';

export interface SpawnDeps extends ReaderDeps {
  groups: Pick<ProcessGroups, 'add' | 'remove'>;
  pipes: RealPipes;
  /** Aborting sends TERM to the group, and KILL after `killAfterMs`, asked then. */
  signal: AbortSignal;
  killAfterMs(): number;
}

/** What a leader has left behind may end by itself for this long, such as a `tee` that writes its last lines. */
const SURVIVORS_MS = 500;
const KILL_WAIT_MS = 5_000;

/**
 * Runs a process in a group (and session) of its own, which is on record before it executes anything. Resolves when no member of the group is
 * left: the leader's survivors are killed. Rejects with a spawn error, or with what a callback of the request threw.
 */
export async function spawnGroup(request: ProcessRequest, deps: SpawnDeps): Promise<ProcessResult> {
  deps.signal.throwIfAborted();
  const launched = await launch(request, deps.pipes);
  const ended = endOf(launched.child);
  const reader = new OutputReader(launched, request, deps);
  const { pid } = launched.child;
  try {
    // a spawn that failed says so by its error event
    if (pid === undefined) return await ended;
    return await runGroup(launched, identify(pid), reader, { ...deps, ended });
  } finally {
    reader.close();
  }
}

/** The gate waits to be opened, so it lives and can be identified; if not, nobody could ever end it by its record. */
function identify(pid: number): ProcessRef {
  const leader = processRef(pid);
  if (leader !== null) return leader;
  signalGroup(pid, 'SIGKILL');
  throw new Error(`process ${pid} cannot be identified`);
}

type Ended = { ended: Promise<ProcessResult> };

async function runGroup(
  launched: Launched,
  leader: ProcessRef,
  reader: OutputReader,
  deps: SpawnDeps & Ended,
): Promise<ProcessResult> {
  const stop = stopOnAbort(leader.pid, deps);
  try {
    deps.groups.add(leader);
    launched.openGate();
    const result = await Promise.race([deps.ended, reader.failed]);
    await Promise.race([groupGone(leader.pid, SURVIVORS_MS), reader.failed]);
    signalGroup(leader.pid, 'SIGKILL');
    await reader.done();
    return result;
  } finally {
    stop();
    signalGroup(leader.pid, 'SIGKILL');
    await groupGone(leader.pid, KILL_WAIT_MS);
    deps.groups.remove(leader);
  }
}

function stopOnAbort(pid: number, { signal, killAfterMs }: SpawnDeps): () => void {
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    signalGroup(pid, 'SIGTERM');
    timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), killAfterMs());
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return () => {
    signal.removeEventListener('abort', stop);
    clearTimeout(timer);
  };
}

function endOf(child: ChildProcess): Promise<ProcessResult> {
  const ended = new Promise<ProcessResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  ended.catch(() => undefined);
  return ended;
}
