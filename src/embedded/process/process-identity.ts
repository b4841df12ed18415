import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process of one moment: a pid alone can come again, pid and start time cannot. */
export interface ProcessRef {
  readonly pid: number;
  /** When it started, in the words of the operating system; only ever compared for equality. */
  readonly started: string;
}

/**
 * Start time of a living process, or null where there is none. A zombie counts as gone: nothing of it runs any more.
 * Linux: boot id and start tick of /proc/<pid>/stat; elsewhere `ps`.
 */
export function startTimeOf(pid: number): string | null {
  return process.platform === 'linux' ? startTimeFromProc(pid) : startTimeFromPs(pid);
}

/** True while exactly this process (not another one with its pid) is alive. */
export function isAlive(ref: ProcessRef): boolean {
  return startTimeOf(ref.pid) === ref.started;
}

/** The reference of a living process, or null where it is gone already. */
export function processRef(pid: number): ProcessRef | null {
  const started = startTimeOf(pid);
  return started === null ? null : { pid, started };
}

/** Field 22 of /proc/<pid>/stat, counted behind the last ')' because a command name may hold spaces and brackets. */
export function startTimeFromProc(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : `${bootId()}:${fields[19] ?? ''}`;
  } catch {
    return null;
  }
}

/** The same by `ps`, for systems without /proc: the start to the second. */
export function startTimeFromPs(pid: number): string | null {
  try {
    const args = ['-o', 'stat=,lstart=', '-p', String(pid)];
    const line = execFileSync('ps', args, {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [state = '', ...started] = line.trim().split(/\s+/);
    return state === '' || state.startsWith('Z') ? null : started.join(' ');
  } catch {
    return null;
  }
}

let bootIdOnce: string | undefined;
/** Ticks count from boot, so that the boot belongs to the identity. */
function bootId(): string {
  bootIdOnce ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return bootIdOnce;
}
