import { notFound } from '../client/api-errors.js';
import { EXIT } from '../exit-code.js';
import type { Cli, Handler } from '../invocation.js';
import { LINEAGE, type LineageInfo, type LineageOf } from './assets.operations.js';

interface Options {
  readonly direction: string;
  readonly depth: number;
}

export const showLineage: Handler<readonly [name: string], Options> = async (cli, [name], { direction, depth }) => {
  const asked = { ...lineageOf(name), direction: direction.toUpperCase(), depth };
  const { lineage } = await cli.client.execute(LINEAGE, asked);
  if (lineage === null) throw notFound(name.includes(':') ? name : `asset "${name}"`);
  if (cli.out.json) cli.out.document(lineage);
  else printLineage(cli, lineage);
  if (lineage.truncated) cli.out.note('there is more: ask for less --depth, or for one --direction');
  return EXIT.ok;
};

/** `asset:orders`, `dag:shop` and `task:shop/load` as the answer calls them; anything else is an asset. */
function lineageOf(name: string): LineageOf {
  const [, kind, rest = ''] = /^(asset|dag|task):(.*)$/s.exec(name) ?? [];
  if (kind === undefined) return { asset: name };
  if (kind === 'asset') return { asset: rest };
  if (kind === 'dag') return { dagId: rest };
  const slash = rest.indexOf('/');
  return slash < 0 ? { dagId: rest } : { dagId: rest.slice(0, slash), taskId: rest.slice(slash + 1) };
}

/** From where it comes to where it goes, each with what it goes to. */
function printLineage({ out }: Cli, { nodes, edges }: LineageInfo): void {
  out.table(
    ['DISTANCE', 'KIND', 'NODE', 'GOES TO'],
    nodes.map(({ id, kind, distance }) => [
      String(distance),
      kind.toLowerCase(),
      id.slice(id.indexOf(':') + 1),
      edges
        .filter((edge) => edge.from === id)
        .map((edge) => edge.to)
        .join(', '),
    ]),
  );
}
