import { sha1 } from '@noble/hashes/legacy.js';
import type { DueRun } from './due-run.js';

/** The run, not before a delay of up to `jitterMs` has passed that follows from the DAG and the logical date: every process finds the same. */
export function delayed(run: DueRun, dagId: string, jitterMs: number): DueRun {
  const digest = sha1(new TextEncoder().encode(`${dagId}#${run.logicalDate}`));
  let rest = 0;
  for (const byte of digest) rest = (rest * 256 + byte) % (jitterMs + 1);
  return { ...run, runAfter: run.runAfter + rest };
}
