import { type Command, Option } from 'commander';
import { listedOf, withReason } from '../arguments.js';
import type { Bind } from '../bind.js';

const PERMISSIONS = ['READ', 'RUN', 'WRITE', 'AUDIT', 'ADMIN'];

export function addTokensCommands(program: Command, bind: Bind): void {
  const tokens = program.command('tokens').description('API tokens');
  const permission = new Option('--permission <permission>', `${PERMISSIONS.join(', ')}; may be repeated`)
    .argParser(listedOf(PERMISSIONS))
    .makeOptionMandatory();
  withReason(
    tokens
      .command('create <name>')
      .description('make a token; its secret is shown this once')
      .addOption(permission)
      .option('--expires-in <duration>', 'such as 30d (default: never)')
      .option('--output <file>', 'write the secret to this new file, readable by you only, instead of showing it'),
  ).action(bind(async () => (await import('./create-token.js')).createToken));
  tokens
    .command('list')
    .description('list tokens')
    .action(bind(async () => (await import('./list-tokens.js')).listTokens));
  withReason(tokens.command('revoke <id>').description('refuse this token from now on')).action(
    bind(async () => (await import('./revoke-token.js')).revokeToken),
  );
}
