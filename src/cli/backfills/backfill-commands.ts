import { type Command, Option } from 'commander';
import { BACKFILL_STATES, REPROCESS_BEHAVIORS } from '../../domain/backfills/backfill.js';
import { limitOption, listedOf, wholeNumber, withReason } from '../arguments.js';
import type { Bind } from '../bind.js';

export function addBackfillCommands(program: Command, bind: Bind): void {
  const backfill = program.command('backfill').description('make runs for a range of logical dates');
  addCreate(backfill, bind);
  addRead(backfill, bind);
  withReason(backfill.command('pause <backfill>').description('start no more runs; those under way go on')).action(
    bind(async () => (await import('./change-backfill.js')).pauseBackfill),
  );
  withReason(backfill.command('resume <backfill>').description('go on with a paused backfill')).action(
    bind(async () => (await import('./change-backfill.js')).resumeBackfill),
  );
  withReason(
    backfill.command('cancel <backfill>').description('end it: queued runs are set to FAILED, those under way go on'),
  ).action(bind(async () => (await import('./change-backfill.js')).cancelBackfill));
}

const A_TIME = "2026-01-01T00:00:00Z, or without an offset, such as 2026-01-01, in the time zone of the DAG's schedule";

function addCreate(backfill: Command, bind: Bind): void {
  withReason(
    backfill
      .command('create <dag>')
      .description("make a run for each of the schedule's dates in a range")
      .requiredOption('--from <instant>', `first logical date: ${A_TIME}`)
      .requiredOption('--to <instant>', 'last logical date, itself included; a day alone is its first instant')
      .option('--dry-run', 'only show what would be made')
      .option('--backwards', 'the latest date first')
      .option('--max-active-runs <number>', 'that may be active at a time', wholeNumber(1), 10)
      .addOption(
        new Option('--reprocess <what>', 'do again what has run already')
          .choices(REPROCESS_BEHAVIORS.map((behavior) => behavior.toLowerCase()))
          .default('none'),
      )
      .option('--on-latest-version', "runs that are done again move to the DAG's latest version")
      .option('--conf <json>', 'parameters of every run as JSON, or @file')
      .option('--wait', 'until it is completed; 0 when no run failed, 1 when one did'),
  ).action(bind(async () => (await import('./create-backfill.js')).createBackfill));
}

function addRead(backfill: Command, bind: Bind): void {
  backfill
    .command('list')
    .description('list backfills, newest first')
    .option('--dag <dag>', 'of this DAG')
    .option('--state <state>', 'in this state; may be repeated', listedOf(BACKFILL_STATES))
    .addOption(limitOption(25))
    .action(bind(async () => (await import('./list-backfills.js')).listBackfills));
  backfill
    .command('show <backfill>')
    .description('show a backfill with the dates that it skipped')
    .action(bind(async () => (await import('./show-backfill.js')).showBackfill));
  backfill
    .command('watch <backfill>')
    .description('its progress until it ends; 0 when no run failed, 1 when one did')
    .action(bind(async () => (await import('./watch-backfill.js')).watchBackfill));
}
