import type { Command } from 'commander';
import { limitOption, listed } from '../arguments.js';
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
    .command('explain <dag>')
    .description('why the schedule of a DAG makes no run now')
    .action(bind(async () => (await import('./explain-schedule.js')).explainSchedule));
}
