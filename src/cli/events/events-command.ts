import type { Command } from 'commander';
import { limitOption, listed } from '../arguments.js';
import type { Bind } from '../bind.js';

export function addEventsCommand(program: Command, bind: Bind): void {
  program
    .command('events')
    .description('the audit log: the latest events, oldest of them first')
    .option('--dag <dag>', 'of this DAG')
    .option('--run <run>', 'of this run (its id, or <dag>/<run id>)')
    .option('--task <task>', 'of this task')
    .option('--type <type>', 'such as TaskSucceeded; may be repeated', listed)
    .option('--actor <id>', 'caused by this actor')
    .option('--from <instant>', 'from then on, such as 2026-11-21T08:00:00Z, or 2026-11-21 in UTC')
    .option('--to <instant>', 'until then; a day alone is its first instant')
    .option('--correlation-id <id>', 'that followed from this call')
    .option('--search <text>', 'with this text')
    .addOption(limitOption(50))
    .option('-f, --follow', 'go on with new events; one line of JSON each with --json')
    .action(bind(async () => (await import('./list-events.js')).listEvents));
}
