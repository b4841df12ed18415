import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, type ProcessRef } from './process-identity.js';

const LOOK_EVERY_MS = 20;
const KILL_WAIT_MS = 5_000;

/**
 * Ends a process and then what is left of its group: `signal` first, SIGKILL after `graceMs`. A pid that belongs to another
 * process by now is left alone. Returns once nothing of it runs; true when it went by the first signal.
 */
export async function endProcess(ref: ProcessRef, signal: NodeJS.Signals, graceMs: number): Promise<boolean> {
  if (!isAlive(ref)) return true;
  send(ref.pid, signal);
  const polite = await gone(ref, graceMs);
  killGroup(ref.pid);
  if (polite) return true;
  send(ref.pid, 'SIGKILL');
  await gone(ref, KILL_WAIT_MS);
  return false;
}

/** SIGKILL to every member of a group that one of our children leads or led; nothing happens where it is empty. */
export function killGroup(leaderPid: number): void {
  send(-leaderPid, 'SIGKILL');
}

/** Waits until the process is gone, at most `limitMs`; false when it still lives. */
export async function gone(ref: ProcessRef, limitMs: number): Promise<boolean> {
  const end = performance.now() + limitMs;
  while (isAlive(ref)) {
    if (performance.now() >= end) return false;
    await sleep(LOOK_EVERY_MS);
  }
  return true;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already: that is what was wanted.
  }
}
