import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** CPU seconds so far and resident memory now of a process, and of its children where it has one per connection (PostgreSQL). */
export interface Usage {
  cpuSeconds: number;
  residentMb: number;
}

const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

export function usageOf(pid: number, withChildren: boolean): Usage {
  const all = [pid, ...(withChildren ? childrenOf(pid) : [])].map(usageOfOne);
  return {
    cpuSeconds: sum(all.map((one) => one.cpuSeconds)),
    residentMb: Math.round(sum(all.map((one) => one.residentMb))),
  };
}

function usageOfOne(pid: number): Usage {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [user = 0, system = 0, resident = 0] = [fields[11], fields[12], fields[21]];
    return { cpuSeconds: (user + system) / TICKS_PER_SECOND, residentMb: (resident * PAGE_BYTES) / 2 ** 20 };
  } catch {
    return { cpuSeconds: 0, residentMb: 0 };
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
