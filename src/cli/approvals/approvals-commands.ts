import { type Command, Option } from 'commander';
import { limitOption, mapIndexOption, withReason } from '../arguments.js';
import type { Bind } from '../bind.js';

const STATES = ['PENDING', 'ANSWERED', 'DEFAULTED', 'EXPIRED', 'CANCELLED'];

export function addApprovalsCommands(program: Command, bind: Bind): void {
  const approvals = program.command('approvals').description('what runs ask people');
  approvals
    .command('list')
    .description('list what waits for an answer, newest first')
    .option('--dag <dag>', 'of this DAG')
    .option('--run <run>', 'of this run')
    .addOption(new Option('--state <state>', 'in this state').choices([...STATES, 'ALL']).default('PENDING'))
    .addOption(limitOption(25))
    .action(bind(async () => (await import('./list-approvals.js')).listApprovals));
  withReason(
    approvals
      .command('respond <run> <task> <choice...>')
      .description('answer what a task of a run asks; its log, its result and the history show who did, and why')
      .option('--params <json>', 'values of the form as JSON, or @file')
      .addOption(mapIndexOption()),
  ).action(bind(async () => (await import('./respond-to-approval.js')).respondToApproval));
}
