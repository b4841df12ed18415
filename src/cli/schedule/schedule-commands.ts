import type { Command } from 'commander';
import { limitOption, listed, wholeNumber } from '../arguments.js';
import type { Bind } from '../bind.js';

export function addScheduleCommands(program: Command, bind: Bind): void {
  const schedule = program.command('schedule').description('when runs begin by themselves');
  schedule
    .command('next')
    .description('list when the next runs are due, the earliest first')
    .option('--search <text>', 'of DAGs with this in their id or description')
    .option('--tag <tag>', 'of DAGs with this tag; may be repeated', listed)
    .addOption(limitOption(1_000))
    .action(bind(async () => (await import('./next-runs.js')).nextRuns));
  schedule
    .command('preview <schedule>')
    .description('when a schedule would be due: a cron expression, a preset, "every 6h", or an object as JSON or @file')
    .option(
      '--after <instant>',
      "from then on, such as 2026-01-01T00:00:00Z, or 2026-01-01 in the schedule's time zone; default now",
    )
    .option('--count <number>', 'so many', wholeNumber(1, 1_000), 5)
    .action(bind(async () => (await import('./preview-schedule.js')).previewSchedule));
  schedule
    .command('explain <dag>')
    .description('why the schedule of a DAG makes no run now')
    .action(bind(async () => (await import('./explain-schedule.js')).explainSchedule));
}
