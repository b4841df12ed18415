import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTimeOf, type ProcessRef } from '../../../src/embedded/process/process-identity.js';

/** Sends a signal to a process group; nothing happens where there is none. */
export function signalGroup(leaderPid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leaderPid, signal);
  } catch {
    // gone already: that is what was wanted
  }
}

/** True while the group has a member that runs. A zombie does not: where nobody reads its exit, it stays for ever. */
export function groupLives(leaderPid: number): boolean {
  try {
    process.kill(-leaderPid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return process.platform !== 'linux' || hasRunningMember(leaderPid);
}

function hasRunningMember(leaderPid: number): boolean {
  return readdirSync('/proc').some((name) => {
    const fields = /^\d+$/.test(name) ? statFields(name) : null;
    return fields !== null && Number(fields[2]) === leaderPid && fields[0] !== 'Z' && fields[0] !== 'X';
  });
}

/** State, parent, process group …: the fields behind the command's name, which may hold spaces and brackets. */
function statFields(pid: string): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

/**
 * Kills a recorded group. Where its leader's pid belongs to another process by now, the group is gone: the system gives no pid anew while a
 * group bears it. A leader that has ended may have left members. Answers whether there may have been something to kill.
 */
export function killRecordedGroup(leader: ProcessRef): boolean {
  const started = startTimeOf(leader.pid);
  const isOurs = started === null ? sameBoot(leader) : started === leader.started;
  if (isOurs) signalGroup(leader.pid, 'SIGKILL');
  return isOurs;
}

/** After a reboot no process of before lives, and its pids mean others. */
function sameBoot(leader: ProcessRef): boolean {
  const here = startTimeOf(process.pid)?.split(':')[0];
  return !leader.started.includes(':') || leader.started.split(':')[0] === here;
}

/** Waits until the group is empty, at most `limitMs`; false when it still lives. */
export async function groupGone(leaderPid: number, limitMs: number): Promise<boolean> {
  const end = performance.now() + limitMs;
  for (let pause = 5; groupLives(leaderPid); pause = Math.min(pause * 2, 50)) {
    if (performance.now() >= end) return false;
    await sleep(pause);
  }
  return true;
}
