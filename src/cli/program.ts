import { Command, CommanderError } from 'commander';
import { packageVersion } from '../../activities/registry/package-version.js';
import { addApprovalsCommands } from './approvals/approvals-commands.js';
import { addBackfillCommands } from './backfills/backfill-commands.js';
import { addAssetsCommands } from './assets/assets-commands.js';
import { binder } from './bind.js';
import { addConnectionsCommands } from './connections/connections-commands.js';
import { addDagsCommands } from './dags/dags-commands.js';
import { addDoctorCommand } from './doctor/doctor-command.js';
import { addEventsCommand } from './events/events-command.js';
import { EXIT, EXIT_CODE_HELP, type ExitCode } from './exit-code.js';
import type { Io } from './io.js';
import { addNotificationsCommands } from './notifications/notifications-commands.js';
import { reportFailure } from './report-failure.js';
import { addPoolsCommands } from './pools/pools-commands.js';
import { addRunsCommands } from './runs/runs-commands.js';
import { addScheduleCommands } from './schedule/schedule-commands.js';
import { addTasksCommands } from './tasks/tasks-commands.js';
import { addTokensCommands } from './tokens/tokens-commands.js';
import { addVariablesCommands } from './variables/variables-commands.js';
import { addWorkerCommand, type RunWorker } from './worker/worker-command.js';

/** What the composition root gives. */
export interface CliParts {
  readonly io: Io;
  /** Runs a worker until it is told to stop. */
  readonly runWorker: RunWorker;
}

/** Runs one command line (without node and script). Never throws: what goes wrong is on stderr and in the exit code. */
export async function runCli(args: readonly string[], parts: CliParts): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  const program = buildProgram(parts, (code) => (exitCode = code));
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return reportFailure(error, parts.io, args.includes('--json'));
  }
}

/** The commands. Only their names, options and help are made here: what they do is imported when one is called. */
function buildProgram(parts: CliParts, end: (code: ExitCode) => void): Command {
  const program = emptyProgram(parts.io);
  const bind = binder(parts.io, end);
  addDagsCommands(program, bind);
  addRunsCommands(program, bind);
  addTasksCommands(program, bind);
  addScheduleCommands(program, bind);
  addBackfillCommands(program, bind);
  addAssetsCommands(program, bind);
  addApprovalsCommands(program, bind);
  addNotificationsCommands(program, bind);
  addEventsCommand(program, bind);
  addConnectionsCommands(program, bind);
  addVariablesCommands(program, bind);
  addPoolsCommands(program, bind);
  addTokensCommands(program, bind);
  addDoctorCommand(program, bind);
  addWorkerCommand(program, bind, parts.runWorker);
  return program;
}

const emptyProgram = (io: Io): Command =>
  new Command('continuo')
    .description('Durable data orchestration: register DAGs, trigger and watch their runs, read their history')
    .version(packageVersion())
    .option('--json', 'JSON on stdout instead of text')
    .option('--url <address>', 'address of the service (default: CONTINUO_URL, else endpoint.json in CONTINUO_HOME)')
    .option(
      '--token-file <file>',
      'file with the API token (default: CONTINUO_TOKEN, else admin.token in CONTINUO_HOME)',
    )
    .addHelpText('after', EXIT_CODE_HELP)
    .showHelpAfterError('(add --help for what is accepted)')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns || 100,
      getErrHelpWidth: () => io.stderr.columns || 100,
    })
    .exitOverride();
