import type { Command } from 'commander';
import type { Bind } from '../bind.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import type { Handler } from '../invocation.js';

/** Serves a queue until it is told to stop; its environment says where database and Temporal are. */
export type RunWorker = (options: { readonly queue: string }) => Promise<unknown>;

export function addWorkerCommand(program: Command, bind: Bind, runWorker: RunWorker): void {
  const handler: Handler<readonly [], { queue: string }> = async (_cli, _args, { queue }) =>
    exitCodeOf(await runWorker({ queue }));
  program
    .command('worker')
    .description('serve a queue from this process (servers: DATABASE_URL, TEMPORAL_ADDRESS, else endpoint.json)')
    .requiredOption('--queue <name>', 'the queue, as tasks name it')
    .action(bind(async () => handler));
}

/** A worker that answers a number says how it ended. */
const exitCodeOf = (answer: unknown): ExitCode => (typeof answer === 'number' && answer !== 0 ? EXIT.failed : EXIT.ok);
