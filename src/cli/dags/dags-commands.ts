import type { Command } from 'commander';
import { limitOption, listed, wholeNumber, withReason } from '../arguments.js';
import type { Bind } from '../bind.js';

export function addDagsCommands(program: Command, bind: Bind): void {
  const dags = program.command('dags').description('register, check and look at DAGs');
  addFileCommands(dags, bind);
  addReadCommands(dags, bind);
  withReason(dags.command('pause <dag>').description('create no further scheduled runs; queued ones wait')).action(
    bind(async () => (await import('./pause-dag.js')).pauseDag),
  );
  withReason(dags.command('unpause <dag>').description('let the schedule and the queued runs go on')).action(
    bind(async () => (await import('./pause-dag.js')).unpauseDag),
  );
  withReason(
    dags
      .command('delete <dag>')
      .description('delete a DAG with its runs; its events stay, and a project file that still has it brings it back'),
  ).action(bind(async () => (await import('./delete-dag.js')).deleteDag));
}

function addFileCommands(dags: Command, bind: Bind): void {
  withReason(
    dags
      .command('register <file...>')
      .description('register the DAGs of YAML, JSON and TypeScript files as new versions'),
  ).action(bind(async () => (await import('./register-dags.js')).registerDags));
  dags
    .command('validate <file...>')
    .description('check files without a service: every issue with file, line and column')
    .action(bind(async () => (await import('./validate-dags.js')).validateDags));
  dags
    .command('schema')
    .description('print the JSON Schema of DAG files, for editors')
    .action(bind(async () => (await import('./dag-schema.js')).dagSchema));
}

function addReadCommands(dags: Command, bind: Bind): void {
  dags
    .command('list')
    .description('list DAGs')
    .option('--search <text>', 'part of an id or a description')
    .option('--tag <tag>', 'with this tag; may be repeated', listed)
    .option('--owner <owner>', 'of this owner; may be repeated', listed)
    .option('--paused', 'only paused ones')
    .option('--active', 'only ones that are not paused')
    .addOption(limitOption(100))
    .action(bind(async () => (await import('./list-dags.js')).listDags));
  dags
    .command('show <dag>')
    .description('show a DAG with its tasks and latest runs')
    .option('--at <version>', 'this version instead of the latest', wholeNumber(1))
    .option('--spec', 'print the normalised spec as YAML')
    .action(bind(async () => (await import('./show-dag.js')).showDag));
  dags
    .command('diff <dag> <a> <b>')
    .description('what changed from version a to version b')
    .action(bind(async () => (await import('./diff-dag.js')).diffDag));
}
