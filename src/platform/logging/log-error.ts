import type { Log } from './logger.js';

/** Writes any error to the log: as it is, or as GraphQL masked it, then with the correlation id that the caller saw. */
export const logError =
  (log: Log) =>
  (error: unknown): void => {
    if (isMasked(error)) {
      const { correlationId } = error.formatted.extensions ?? {};
      const err = error.unexpected instanceof Error ? error.unexpected : new Error(String(error.unexpected));
      log.error({ err, correlationId }, `unexpected: ${err.message}`);
    } else if (error instanceof Error) {
      log.error({ err: error }, error.message);
    } else {
      log.error({ detail: error }, 'an error that is none');
    }
  };

const isMasked = (
  error: unknown,
): error is { unexpected: unknown; formatted: { extensions?: Record<string, unknown> } } =>
  typeof error === 'object' && error !== null && 'unexpected' in error && 'formatted' in error;
