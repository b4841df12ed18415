import { uptime } from 'node:os';
import { createInterface } from 'node:readline';
import { isAlive } from '../../../src/embedded/process/process-identity.js';
import { killRecordedGroup } from '../process/end-group.js';
import { readRegistry } from '../process/registry-file.js';

/**
 * The guard of a worker: a process of its own that ends the worker and all its process groups when the worker's pipe closes, or when it has not
 * been fed for too long. It sees neither database nor network, so nothing that holds up the worker holds it up.
 *
 * Food is a line with the uptime (s) before the renewal was sent, a clock that all processes of a machine share and that goes on while it
 * sleeps. `bye` lets it go in peace.
 */
const [registryPath = '', starveAfter = '', pid = '', started = ''] = process.argv.slice(2);
const worker = { pid: Number(pid), started };
const starveMs = Number(starveAfter);

let fedAt = uptime();

function killAll(): never {
  if (isAlive(worker)) kill(worker.pid);
  for (const leader of readRegistry(registryPath)?.groups ?? []) killRecordedGroup(leader);
  process.exit(0);
}

function kill(victim: number): void {
  try {
    process.kill(victim, 'SIGKILL');
  } catch {
    // gone already: that is what was wanted
  }
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  if (line === 'bye') process.exit(0);
  const at = Number(line);
  if (Number.isFinite(at)) fedAt = Math.max(fedAt, at);
});
lines.on('close', killAll);
process.stdin.on('error', killAll);
// nobody but the worker ends the guard
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
setInterval(() => (uptime() - fedAt) * 1_000 > starveMs && killAll(), Math.max(20, starveMs / 50));
