import { refusalFailure } from '../client/api-errors.js';
import { CliFailure } from '../cli-failure.js';
import { EXIT } from '../exit-code.js';
import { plainLine } from '../format/plain-text.js';
import { askSecret, canAsk, readStdin } from '../input/read-secret.js';
import { type Cli, type Handler, mutationFields, type MutationOptions } from '../invocation.js';
import { jsonArgument } from '../json-argument.js';
import { SET_CONNECTION, type SetConnectionInput } from './connections.operations.js';
import { typeOfUri } from './type-of-uri.js';

interface Options extends MutationOptions {
  readonly type?: string;
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly login?: string;
  readonly extra?: string;
  readonly passwordStdin?: boolean;
  readonly uriStdin?: boolean;
  /** False after --no-password. */
  readonly password: boolean;
}

type Secrets = Pick<SetConnectionInput, 'password' | 'uri'>;

export const setConnection: Handler<readonly [id: string], Options> = async (cli, [id], options) => {
  checkOptions(options);
  const extra = options.extra === undefined ? {} : { extra: await jsonArgument(cli.io, '--extra', options.extra) };
  const secrets = await readSecrets(cli, options);
  const type = options.type ?? typeOfUri(secrets.uri ?? '');
  const input = { id, type, ...plainFields(options), ...extra, ...secrets, ...mutationFields(options) };
  const { setConnection: result } = await cli.client.execute(SET_CONNECTION, { input });
  if (result.__typename !== 'ConnectionSaved') throw refusalFailure(result);
  if (cli.out.json) cli.out.document(result.connection);
  else cli.out.line(`connection ${plainLine(result.connection.id)} (${plainLine(result.connection.type)}) is saved`);
  return EXIT.ok;
};

function checkOptions({ type, uriStdin, passwordStdin }: Options): void {
  if (uriStdin === true && passwordStdin === true)
    throw new CliFailure(EXIT.usage, 'USAGE', 'give either --password-stdin or --uri-stdin: a URI holds the password');
  if (uriStdin !== true && type === undefined)
    throw new CliFailure(EXIT.usage, 'USAGE', '--type is missing, such as --type postgres');
}

async function readSecrets({ io }: Cli, options: Options): Promise<Secrets> {
  if (options.uriStdin === true) return { uri: await readStdin(io, 'a URI') };
  if (options.passwordStdin === true) return { password: await readStdin(io, 'a password') };
  if (!options.password || !canAsk(io)) return {};
  const password = await askSecret(io, 'Password (does not show; empty for none): ');
  return password === '' ? {} : { password };
}

const plainFields = ({ host, port, database, login }: Options): Partial<SetConnectionInput> => ({
  ...(host === undefined ? {} : { host }),
  ...(port === undefined ? {} : { port }),
  ...(database === undefined ? {} : { database }),
  ...(login === undefined ? {} : { login }),
});
