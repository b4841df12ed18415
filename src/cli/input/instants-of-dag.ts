import type { Cli } from '../invocation.js';
import { DAG_ZONE } from './input.operations.js';
import { instantOf, saysItsZone } from './instant-of.js';

/** Times as somebody types them for a DAG: without an offset they are of its schedule's zone, UTC where it has none. Asks the API only where it must. */
export async function instantsOfDag(cli: Cli, dagId: string, texts: readonly string[]): Promise<string[]> {
  const zone = texts.every(saysItsZone) ? 'UTC' : await zoneOf(cli, dagId);
  return texts.map((text) => instantOf(text, zone));
}

async function zoneOf(cli: Cli, dagId: string): Promise<string> {
  const { dag } = await cli.client.execute(DAG_ZONE, { id: dagId });
  return dag?.schedule?.timezone ?? 'UTC';
}
