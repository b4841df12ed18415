import { runCli } from './cli/program.js';
import { processIo } from './cli/io.js';
import { homePath, readEndpoint } from './cli/service/home.js';
import type { RunWorker } from './cli/worker/worker-command.js';
import { workerEnvironment } from './cli/worker/worker-environment.js';

/** A worker is a program of its own: loaded only when it is asked for. */
const runWorker: RunWorker = async (options) => {
  Object.assign(process.env, workerEnvironment(process.env, await readEndpoint(homePath(processIo()))));
  const program = await import('./worker.js');
  return await program.runWorker(options);
};

/** `continuo …`: runs one command line and returns its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  // a reader that went away (head, less) is no error
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  return await runCli(args, { io: processIo(), runWorker });
}
