import { endProcess } from '../process/end-process.js';
import { isAlive } from '../process/process-identity.js';
import type { ChildrenRecord, RecordedChild } from './children-record.js';

const GRACE_MS = 5_000;

/**
 * Ends the children that a killed supervisor left, recognised by pid and start time, last started first, each with its process
 * group. Returns all that were on record, also those that were gone already: their leases can be released.
 */
export async function endLeftovers(
  record: ChildrenRecord,
  say: (line: string) => void,
): Promise<readonly RecordedChild[]> {
  const left = [...record.all()].reverse();
  for (const { name, ref } of left) {
    if (isAlive(ref)) say(`Ending ${name} (pid ${ref.pid}), which an earlier start left behind`);
    await endProcess(ref, name === 'postgres' ? 'SIGINT' : 'SIGTERM', GRACE_MS);
    record.remove(ref);
  }
  return left;
}
