import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { sqlState } from '../database/transaction.js';

/** The caller's mistake, told as it is. */
export const badInput = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });

export const forbidden = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'FORBIDDEN' } });

export const unauthenticated = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'UNAUTHENTICATED' } });

/** The status is said: what a plugin throws is a server's error to Apollo, and this one is the caller's. */
export const tooComplex = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'OPERATION_TOO_COMPLEX', http: { status: 400 } } });

/** Body of an answer that never reached GraphQL (401, 413, 400 of the HTTP layer). */
export const graphqlBody = (message: string, code: string): { errors: GraphQLFormattedError[] } => ({
  errors: [{ message, extensions: { code } }],
});

/** character_not_in_repertoire, untranslatable_character: text that PostgreSQL cannot hold (a NUL, half a surrogate pair). */
const UNSTORABLE_TEXT = new Set(['22021', '22P05']);

export interface MaskedError {
  formatted: GraphQLFormattedError;
  /** What the log shall say; null where the caller was told everything. */
  unexpected: unknown;
}

/** GraphQL's own refusals and ours; a wrapper around anything else is not. */
const isTold = (error: unknown): boolean =>
  error instanceof GraphQLError && (error.originalError == null || error.originalError instanceof GraphQLError);

/**
 * What a caller may see of an error: our own refusals and GraphQL's as they are, everything else (bugs, infrastructure) as a correlation id.
 * @param formatted as GraphQL formatted it
 * @param original the error as thrown, unwrapped
 */
export function maskError(formatted: GraphQLFormattedError, original: unknown, correlationId: string): MaskedError {
  if (isTold(original)) return { formatted, unexpected: null };
  if (UNSTORABLE_TEXT.has(sqlState(original))) {
    const message = 'text with a NUL character or half a surrogate pair cannot be stored';
    return { formatted: { ...formatted, message, extensions: { code: 'BAD_USER_INPUT' } }, unexpected: null };
  }
  const message = `internal error, nothing more is shown here; the service's log has it under correlation id ${correlationId}`;
  const extensions = { code: 'INTERNAL_SERVER_ERROR', correlationId };
  return { formatted: { ...formatted, message, extensions }, unexpected: original };
}
