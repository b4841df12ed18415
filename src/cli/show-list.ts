import { EXIT, type ExitCode } from './exit-code.js';
import type { Cli } from './invocation.js';

/** A list as far as it was read, as JSON or by `print`, and that there is more, where there is; answers the exit code. */
export function showList<Node>(
  cli: Cli,
  { nodes, more }: { nodes: readonly Node[]; more: boolean },
  limit: number,
  print: (cli: Cli, nodes: readonly Node[]) => void,
): ExitCode {
  if (cli.out.json) cli.out.document(nodes);
  else print(cli, nodes);
  if (more) cli.out.note(`there are more than ${limit}: narrow the list, or raise --limit`);
  return EXIT.ok;
}
