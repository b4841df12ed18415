import { EXIT } from '../exit-code.js';
import { instantText } from '../format/instant-text.js';
import type { Cli, Handler } from '../invocation.js';
import { LIST_VARIABLES, type VariableInfo } from './variables.operations.js';

export const listVariables: Handler<readonly [], unknown> = async (cli) => {
  const { variables } = await cli.client.execute(LIST_VARIABLES, {});
  if (cli.out.json) cli.out.document(variables);
  else printVariables(cli, variables);
  return EXIT.ok;
};

function printVariables({ out }: Cli, variables: readonly VariableInfo[]): void {
  if (variables.length === 0) return out.note('no variable');
  out.table(
    ['NAME', 'VALUE', 'FROM', 'UPDATED', 'BY'],
    variables.map((each) => [
      each.name,
      each.secret ? { text: 'secret', paint: out.style.dim } : JSON.stringify(each.value),
      each.source.toLowerCase(),
      instantText(each.updatedAt),
      each.updatedBy?.name ?? '',
    ]),
  );
}
