import { EXIT } from '../exit-code.js';
import { instantText } from '../format/instant-text.js';
import type { Cli, Handler } from '../invocation.js';
import { type ConnectionInfo, LIST_CONNECTIONS } from './connections.operations.js';

export const listConnections: Handler<readonly [], unknown> = async (cli) => {
  const { connections } = await cli.client.execute(LIST_CONNECTIONS, {});
  if (cli.out.json) cli.out.document(connections);
  else printConnections(cli, connections);
  return EXIT.ok;
};

function printConnections({ out }: Cli, connections: readonly ConnectionInfo[]): void {
  if (connections.length === 0) return out.note('no connection');
  out.table(
    ['ID', 'TYPE', 'ADDRESS', 'DATABASE', 'LOGIN', 'PASSWORD', 'FROM', 'UPDATED', 'BY'],
    connections.map((each) => [
      each.id,
      each.type,
      each.host === null ? '' : each.port === null ? each.host : `${each.host}:${each.port}`,
      each.database ?? '',
      each.login ?? '',
      each.hasPassword ? 'set' : '',
      each.source.toLowerCase(),
      instantText(each.updatedAt),
      each.updatedBy?.name ?? '',
    ]),
  );
}
