import { execFileSync } from 'node:child_process';
import { expect } from 'vitest';

/** Waits until no process of a process group is left; throws after so many milliseconds. */
export async function goneWithin(group: number, ms: number): Promise<void> {
  expect(group).toBeGreaterThan(1);
  for (const deadline = Date.now() + ms; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const left = execFileSync('ps', ['-eo', 'pgid=,stat='], { encoding: 'utf8' })
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([pgid, stat]) => Number(pgid) === group && !stat?.startsWith('Z'));
    if (left.length === 0) return;
    if (Date.now() > deadline)
      throw new Error(`process group ${group} still has ${left.length} processes after ${ms} ms`);
  }
}
