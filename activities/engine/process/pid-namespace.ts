import { readlinkSync } from 'node:fs';

/** Which pid namespace this process lives in (Linux); elsewhere there is one for all. */
export function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
