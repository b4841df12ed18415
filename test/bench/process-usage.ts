import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** CPU seconds so far and resident memory now of a process, and of its children, ended ones too, where it has one per connection (PostgreSQL). */
export interface Usage {
  cpuSeconds: number;
  residentMb: number;
}

const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

export function usageOf(pid: number, withChildren: boolean): Usage {
  const all = [pid, ...(withChildren ? childrenOf(pid) : [])].map(usageOfOne);
  return {
    cpuSeconds: sum(all.map((one) => one.cpuSeconds)) + (withChildren ? usageOfOne(pid).endedSeconds : 0),
    residentMb: Math.round(sum(all.map((one) => one.residentMb))),
  };
}

function usageOfOne(pid: number): Usage & { endedSeconds: number } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [user = 0, system = 0, userOfEnded = 0, systemOfEnded = 0] = fields.slice(11, 15);
    return {
      cpuSeconds: (user + system) / TICKS_PER_SECOND,
      endedSeconds: (userOfEnded + systemOfEnded) / TICKS_PER_SECOND,
      residentMb: ((fields[21] ?? 0) * PAGE_BYTES) / 2 ** 20,
    };
  } catch {
    return { cpuSeconds: 0, endedSeconds: 0, residentMb: 0 };
  }
}

function childrenOf(pid: number): number[] {
  try {
    return execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map(Number);
  } catch {
    return [];
  }
}

const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);
