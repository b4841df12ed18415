import { type Command, Option } from 'commander';
import { withReason, wholeNumber } from '../arguments.js';
import type { Bind } from '../bind.js';

/** Without it, all instances of a mapped task are meant. */
const instanceOption = (): Option =>
  new Option('--map-index <number>', 'only this instance of a mapped task').argParser(wholeNumber(-1));

const changing = (command: Command): Command =>
  withReason(command.addOption(instanceOption()).option('--dry-run', 'show what would change, and change nothing'));

const around = (command: Command): Command =>
  command
    .option('--upstream', 'and what is above')
    .option('--past', 'in all earlier runs of the DAG, too')
    .option('--future', 'in all later runs of the DAG, too');

/** What changes task instances of a run, live or ended. */
export function addTaskChanges(tasks: Command, bind: Bind): void {
  around(changing(tasks.command('clear <run> <task>')))
    .description('run a task, or a group, and what is below again')
    .option('--no-downstream', 'without what is below')
    .option('--only-failed', 'only what failed')
    .option('--recursive', 'and the runs that these tasks have triggered')
    .option('--on-latest-version', "go on with the DAG's latest version")
    .action(bind(async () => (await import('./change-task.js')).clearTask));
  around(changing(tasks.command('set-state <run> <task> <state>')))
    .description('give a task, or a group, the state SUCCESS, FAILED or SKIPPED without running it')
    .option('--downstream', 'and what is below')
    .action(bind(async () => (await import('./change-task.js')).setTaskState));
  changing(tasks.command('retry <run> <task>'))
    .description('start waiting retries of a task, or a group, at once; give what failed one more try')
    .action(bind(async () => (await import('./change-task.js')).retryTask));
  changing(tasks.command('skip <run> <task>'))
    .description('pass over a task, or a group, that has not finished')
    .action(bind(async () => (await import('./change-task.js')).skipTask));
}
