import { CliFailure } from '../cli-failure.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { plainLine } from '../format/plain-text.js';
import type { ServiceAddress } from '../service/service-address.js';

/** An entry of `errors` in a GraphQL answer. */
export interface ApiError {
  readonly message: string;
  readonly extensions?: { readonly code?: unknown } | undefined;
}

const EXIT_OF_CODE: Readonly<Record<string, ExitCode>> = {
  UNAUTHENTICATED: EXIT.unavailable,
  UNAVAILABLE: EXIT.unavailable,
  FORBIDDEN: EXIT.refused,
  NOT_FOUND: EXIT.refused,
  OPERATION_TOO_COMPLEX: EXIT.refused,
  BAD_USER_INPUT: EXIT.usage,
};
const MOST_SHOWN = 3;

/** What a GraphQL answer with errors means for the command. */
export function failureOf(errors: readonly ApiError[]): CliFailure {
  const code = codeOf(errors[0]);
  const message = errors.slice(0, MOST_SHOWN).map(messageOf).join('\n');
  return new CliFailure(EXIT_OF_CODE[code] ?? EXIT.failed, code, message);
}

const codeOf = (error: ApiError | undefined): string =>
  typeof error?.extensions?.code === 'string' ? error.extensions.code : 'ERROR';

function messageOf(error: ApiError): string {
  const message = plainLine(error.message);
  if (codeOf(error) === 'FORBIDDEN') return `not allowed: ${message}`;
  if (codeOf(error) === 'GRAPHQL_VALIDATION_FAILED')
    return `${message} (this command line and the service are of different versions)`;
  return message;
}

export const unreachable = (address: ServiceAddress, why: string): CliFailure =>
  new CliFailure(
    EXIT.unavailable,
    'UNREACHABLE',
    `no answer from ${address.url} (named by ${address.source}): ${why}. Is the service running? Start it with "npm start"; "continuo doctor" tells more`,
  );

export const unauthenticated = (address: ServiceAddress): CliFailure =>
  new CliFailure(
    EXIT.unavailable,
    'UNAUTHENTICATED',
    `${address.url} does not know this token: check CONTINUO_TOKEN, --token-file or CONTINUO_HOME`,
  );

/** A member of a result union that says why nothing was done. */
export interface Refusal {
  readonly __typename: string;
  readonly code?: string;
  readonly message: string;
}

/** What a refusal means for the command. UNAVAILABLE means: later, perhaps. */
export function refusalFailure(refusal: Refusal): CliFailure {
  const code = refusal.code ?? CODE_OF_TYPE[refusal.__typename] ?? 'REFUSED';
  return new CliFailure(
    EXIT_OF_CODE[code] === EXIT.unavailable ? EXIT.unavailable : EXIT.refused,
    code,
    plainLine(refusal.message),
  );
}

const CODE_OF_TYPE: Readonly<Record<string, string>> = { DagNotFound: 'NOT_FOUND', RunAlreadyExists: 'CONFLICT' };

export const notFound = (what: string): CliFailure =>
  new CliFailure(EXIT.refused, 'NOT_FOUND', `${what}: there is no such thing`);
