import type { Command } from 'commander';
import { limitOption, listedOf } from '../arguments.js';
import type { Bind } from '../bind.js';

const STATES = ['PENDING', 'UP_FOR_RETRY', 'DELIVERED', 'FAILED'];

export function addNotificationsCommands(program: Command, bind: Bind): void {
  const notifications = program.command('notifications').description('what runs tell people');
  notifications
    .command('list')
    .description('list messages with how far they are, newest first')
    .option('--dag <dag>', 'of this DAG')
    .option('--run <run>', 'of this run')
    .option('--state <state>', 'in this state; may be repeated', listedOf(STATES))
    .addOption(limitOption(25))
    .action(bind(async () => (await import('./list-notifications.js')).listNotifications));
}
