import type { Command } from 'commander';
import { limitOption, listedOf, mapIndexOption } from '../arguments.js';
import type { Bind } from '../bind.js';
import { addTaskChanges } from './change-commands.js';

const STATES = [
  ...['NONE', 'SCHEDULED', 'QUEUED', 'RUNNING', 'SUCCESS', 'FAILED', 'SKIPPED', 'UPSTREAM_FAILED', 'UP_FOR_RETRY'],
  ...['UP_FOR_RESCHEDULE', 'DEFERRED', 'RESTARTING', 'REMOVED', 'AWAITING_INPUT'],
];

export function addTasksCommands(program: Command, bind: Bind): void {
  const tasks = program.command('tasks').description('look at the task instances of a run, and change them');
  tasks
    .command('list <run>')
    .description('list the task instances of a run, in topological order')
    .option('--task <task>', 'only instances of this task')
    .option('--state <state>', 'in this state; may be repeated', listedOf(STATES))
    .addOption(limitOption(500))
    .action(bind(async () => (await import('./list-tasks.js')).listTasks));
  tasks
    .command('show <run> <task>')
    .description('show a task instance: why it is in its state, its attempts, rendered fields and XComs')
    .addOption(mapIndexOption())
    .action(bind(async () => (await import('./show-task.js')).showTask));
  tasks
    .command('explain <run> <task>')
    .description('say why a task instance is in its state, and what it waits for')
    .addOption(mapIndexOption())
    .action(bind(async () => (await import('./explain-task.js')).explainTask));
  addTaskChanges(tasks, bind);
}
