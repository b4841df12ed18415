import type { Command } from 'commander';
import { withReason } from '../arguments.js';
import type { Bind } from '../bind.js';

export function addVariablesCommands(program: Command, bind: Bind): void {
  const variables = program.command('variables').description("variables that templates read with var('name')");
  withReason(
    variables
      .command('set <name> [value]')
      .description('make or replace a variable; the value is JSON when it parses, else text')
      .option('--stdin', 'the value is what comes on stdin')
      .option('--text', 'the value is text even when it is JSON')
      .option('--secret', 'never shown again; the value comes by --stdin or a prompt, not as an argument'),
  ).action(bind(async () => (await import('./set-variable.js')).setVariable));
  variables
    .command('list')
    .description('list variables; secret ones without their value')
    .action(bind(async () => (await import('./list-variables.js')).listVariables));
  withReason(variables.command('delete <name>').description('delete a variable')).action(
    bind(async () => (await import('./delete-variable.js')).deleteVariable),
  );
}
