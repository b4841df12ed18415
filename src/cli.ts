import { runCli } from './cli/program.js';
import { processIo } from './cli/io.js';
import type { RunWorker } from './cli/worker/worker-command.js';

/** A worker is a program of its own: loaded when it is asked for, by its address, and not a part of the command line. */
const runWorker: RunWorker = async (options) => {
  const program = (await import(new URL('./worker.js', import.meta.url).href)) as { runWorker: RunWorker };
  return await program.runWorker(options);
};

/** `continuo …`: runs one command line and returns its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  // a reader that went away (head, less) is no error
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  return await runCli(args, { io: processIo(), runWorker });
}
