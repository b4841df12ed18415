import type { Command } from 'commander';
import { wholeNumber, withReason } from '../arguments.js';
import type { Bind } from '../bind.js';

const SECRETS = `
Secrets come by stdin or by a prompt without echo, never as an argument, where other users of the machine could read them:
  continuo connections set warehouse --type postgres --host db --login etl --password-stdin < password.txt
  continuo connections set warehouse --uri-stdin <<< "postgres://etl:…@db:5432/warehouse"`;

export function addConnectionsCommands(program: Command, bind: Bind): void {
  const connections = program.command('connections').description('connections that tasks use, with their secrets');
  withReason(
    connections
      .command('set <id>')
      .description('make or replace a connection')
      .option('--type <type>', 'postgres, mysql, http, smtp, slack, aws, gcp, ssh, generic (default: as the URI says)')
      .option('--host <host>')
      .option('--port <number>', 'TCP port', wholeNumber(1, 65_535))
      .option('--database <name>')
      .option('--login <name>')
      .option('--extra <json>', 'further fields as a JSON object, or @file')
      .option('--password-stdin', 'the password is the first line of stdin')
      .option('--uri-stdin', 'everything is in a URI, the first line of stdin')
      .option('--no-password', 'do not ask for a password')
      .addHelpText('after', SECRETS),
  ).action(bind(async () => (await import('./set-connection.js')).setConnection));
  connections
    .command('list')
    .description('list connections; passwords are never shown')
    .action(bind(async () => (await import('./list-connections.js')).listConnections));
  withReason(connections.command('delete <id>').description('delete a connection')).action(
    bind(async () => (await import('./delete-connection.js')).deleteConnection),
  );
}
