import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceAddress } from '../service/service-address.js';
import { type ApiError, failureOf, unauthenticated, unreachable } from './api-errors.js';
import type { Operation } from './operation.js';

/** Waits in ms between tries after a network error. A mutation sends the same idempotency key each time, so that it happens once. */
const WAITS = { query: [250, 500], mutation: [250, 500, 1_000, 2_000, 4_000, 4_000], subscription: [] } as const;
/** The one wait at which a person is told, once. */
const WORTH_TELLING_MS = 1_000;
const LONGEST_ANSWER_MS = 60_000;

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly ApiError[];
}

export interface GraphqlClient {
  /** Where the service is now: after a restart perhaps elsewhere. */
  address(): Promise<ServiceAddress>;
  /** @throws CliFailure where the service cannot be reached, or answers with errors */
  execute<Data, Variables extends object>(operation: Operation<Data, Variables>, variables: Variables): Promise<Data>;
}

/**
 * Queries and mutations over HTTP.
 * @param onWait called when nothing answers and it will be tried again after more than a blink
 */
export const graphqlClient = (address: () => Promise<ServiceAddress>, onWait: () => void): GraphqlClient => ({
  address,
  execute: async <Data, Variables extends object>({ kind, text }: Operation<Data, Variables>, variables: Variables) => {
    const body = JSON.stringify({ query: text, variables });
    const { data, errors } = await deliver(address, body, WAITS[kind], onWait);
    if (errors !== undefined && errors.length > 0) throw failureOf(errors);
    return data as Data;
  },
});

/** Sends until something answers; waits between the tries. */
async function deliver(
  addressNow: () => Promise<ServiceAddress>,
  body: string,
  [wait, ...waits]: readonly number[],
  onWait: () => void,
): Promise<Answer> {
  const address = await addressNow();
  try {
    return await post(address, body);
  } catch (error) {
    if (!(error instanceof NotDelivered)) throw error;
    if (wait === undefined) throw unreachable(address, error.message);
  }
  if (wait === WORTH_TELLING_MS) onWait();
  await sleep(wait);
  return await deliver(addressNow, body, waits, onWait);
}

/** No answer came, or one that says that nothing behind the address answers: the same request may be sent again. */
class NotDelivered extends Error {}

async function post(address: ServiceAddress, body: string): Promise<Answer> {
  const response = await fetch(address.graphql, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${address.token}` },
    body,
    signal: AbortSignal.timeout(LONGEST_ANSWER_MS),
  }).catch((error: unknown) => {
    throw new NotDelivered(reasonOf(error));
  });
  if (response.status === 401) throw unauthenticated(address);
  if ([502, 503, 504].includes(response.status)) throw new NotDelivered(`HTTP ${response.status}`);
  const text = await response.text().catch((error: unknown) => {
    throw new NotDelivered(reasonOf(error));
  });
  return parseAnswer(text) ?? Promise.reject(unreachable(address, `HTTP ${response.status} without a GraphQL answer`));
}

function parseAnswer(text: string): Answer | null {
  try {
    const value = JSON.parse(text) as Answer | null;
    return value !== null && typeof value === 'object' && ('data' in value || 'errors' in value) ? value : null;
  } catch {
    return null;
  }
}

/** fetch hides what happened in `cause`. */
function reasonOf(error: unknown): string {
  const { cause, name, message } = error as Error & { cause?: { code?: string; message?: string } };
  if (name === 'TimeoutError') return `no answer within ${LONGEST_ANSWER_MS / 1_000} s`;
  return cause?.code ?? cause?.message ?? message;
}
