import type { Command } from 'commander';
import { wholeNumber, withReason } from '../arguments.js';
import type { Bind } from '../bind.js';
import { slotsOrNone } from './slots-or-none.js';

export function addPoolsCommands(program: Command, bind: Bind): void {
  const pools = program.command('pools').description('how much may run at once');
  withReason(
    pools
      .command('set')
      .argument('<name>')
      .argument('<slots>', '-1 is no limit', wholeNumber(-1))
      .description('make a pool, or give it more or fewer slots; what runs goes on')
      .option('--include-deferred', 'work that waits for another system keeps its slots')
      .option('--description <text>', 'what it protects'),
  ).action(bind(async () => (await import('./set-pool.js')).setPool));
  pools
    .command('list')
    .description('list pools with what is in use and what waits')
    .action(bind(async () => (await import('./list-pools.js')).listPools));
  withReason(
    pools.command('delete <name>').description('delete a pool; tasks that name it wait until there is one again'),
  ).action(bind(async () => (await import('./delete-pool.js')).deletePool));
  withReason(
    pools
      .command('limit')
      .argument('<slots>', 'a number, or none', slotsOrNone)
      .description('how many task instances may run at once, over all pools'),
  ).action(bind(async () => (await import('./set-task-limit.js')).setTaskLimit));
}
