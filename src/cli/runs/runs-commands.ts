import type { Command } from 'commander';
import { limitOption, listedOf, mapIndexOption, wholeNumber, withReason } from '../arguments.js';
import type { Bind } from '../bind.js';
import { addRunChanges } from './change-commands.js';

const STATES = ['QUEUED', 'RUNNING', 'SUCCESS', 'FAILED'];
const TYPES = ['MANUAL', 'SCHEDULED', 'BACKFILL', 'ASSET_TRIGGERED'];
const NAMING_A_RUN = '\nA run is named by its id, or by <dag>/<run id>.';

export function addRunsCommands(program: Command, bind: Bind): void {
  const runs = program
    .command('runs')
    .description('trigger, watch, stop and look at DAG runs')
    .addHelpText('after', NAMING_A_RUN);
  addTrigger(runs, bind);
  addRead(runs, bind);
  addRunChanges(runs, bind);
  runs
    .command('watch <run>')
    .description('a live table of the tasks until the run ends; 0 when it succeeds, 1 when it fails')
    .action(bind(async () => (await import('./watch/watch-run.js')).watchRun));
  withReason(runs.command('cancel <run>').description('stop what runs and set the run FAILED')).action(
    bind(async () => (await import('./cancel-run.js')).cancelRun),
  );
  runs
    .command('logs <run> <task>')
    .description("print a task's log")
    .option('-f, --follow', 'go on with new lines, through retries, until the task ends')
    .option('--try <number>', 'this try instead of the latest', wholeNumber(1))
    .option('--timestamps', 'each line with its time and stream')
    .addOption(mapIndexOption())
    .action(bind(async () => (await import('./logs/print-logs.js')).printLogs));
}

function addTrigger(runs: Command, bind: Bind): void {
  withReason(
    runs
      .command('trigger <dag>')
      .description('create a run')
      .option('--conf <json>', 'parameters as JSON, or @file')
      .option('--run-id <id>', 'its id within the DAG (default: made from the time)')
      .option(
        '--logical-date <instant>',
        "2026-11-21T08:00:00Z, or without an offset in the DAG's time zone, or none (default: now)",
      )
      .option('--note <text>', 'a remark that stands at the run')
      .option('--wait', 'until the run ends; 0 when it succeeds, 1 when it fails'),
  ).action(bind(async () => (await import('./trigger-run.js')).triggerRun));
}

function addRead(runs: Command, bind: Bind): void {
  runs
    .command('list')
    .description('list runs, newest first')
    .option('--dag <dag>', 'of this DAG')
    .option('--state <state>', 'in this state; may be repeated', listedOf(STATES))
    .option('--type <type>', 'of this type; may be repeated', listedOf(TYPES))
    .addOption(limitOption(25))
    .action(bind(async () => (await import('./list-runs.js')).listRuns));
  runs
    .command('show <run>')
    .description('show a run with its tasks')
    .action(bind(async () => (await import('./show-run.js')).showRun));
}
