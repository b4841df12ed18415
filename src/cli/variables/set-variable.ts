import { refusalFailure } from '../client/api-errors.js';
import { CliFailure } from '../cli-failure.js';
import { EXIT } from '../exit-code.js';
import { plainLine } from '../format/plain-text.js';
import { askSecret, canAsk, readStdin } from '../input/read-secret.js';
import { type Cli, type Handler, mutationFields, type MutationOptions } from '../invocation.js';
import { SET_VARIABLE } from './variables.operations.js';

interface Options extends MutationOptions {
  readonly stdin?: boolean;
  readonly text?: boolean;
  readonly secret?: boolean;
}

export const setVariable: Handler<readonly [name: string, value: string | undefined], Options> = async (
  cli,
  [name, given],
  options,
) => {
  const text = await textOf(cli, given, options);
  const value = options.text === true ? text : jsonOrText(text);
  const input = { name, value, secret: options.secret === true, ...mutationFields(options) };
  const { setVariable: result } = await cli.client.execute(SET_VARIABLE, { input });
  if (result.__typename !== 'VariableSaved') throw refusalFailure(result);
  if (cli.out.json) cli.out.document(result.variable);
  else cli.out.line(`variable ${plainLine(result.variable.name)} is saved`);
  return EXIT.ok;
};

async function textOf({ io }: Cli, given: string | undefined, { stdin, secret }: Options): Promise<string> {
  if (stdin === true && given !== undefined)
    throw new CliFailure(EXIT.usage, 'USAGE', 'give the value either as an argument or by --stdin');
  if (stdin === true) return await readStdin(io, 'a value', 'everything');
  if (given !== undefined && secret !== true) return given;
  if (given !== undefined)
    throw new CliFailure(
      EXIT.usage,
      'USAGE',
      'give a secret by --stdin: other users of this machine can read arguments',
    );
  if (!canAsk(io))
    throw new CliFailure(EXIT.usage, 'USAGE', 'the value is missing: give it as an argument or by --stdin');
  return await askSecret(io, 'Value (does not show): ');
}

/** As variables in the environment are read. */
function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
