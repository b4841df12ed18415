import type { Client, ClientConfig } from 'pg';
import { throwIfAborted, type TaskContext } from '../../sdk/index.js';
import { clientConfig } from './client-config.js';
import { sqlFailure } from './sql-failure.js';

/** After a cancel, how long the server may take to say that the statement has ended before the connection is cut. */
const CANCEL_GRACE_MS = 5_000;

/**
 * One client for one execution, closed at its end. When the task is cancelled or timed out, the running statement is cancelled in the server and
 * the reason is thrown. Errors of the connection become SqlError.
 */
export async function withClient<T>(
  context: TaskContext,
  connectionId: string,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  const config = clientConfig(await context.connection(connectionId), `continuo ${context.dagId} ${context.taskId}`);
  throwIfAborted(context);
  const { Client } = (await import('pg')).default;
  const client = new Client(config);
  const cut = whenCut(client);
  const cancel = (): void => void cancelStatement(config, client).catch(() => undefined);
  context.signal.addEventListener('abort', cancel, { once: true });
  try {
    return await Promise.race([cut.promise, connected(client, use)]);
  } catch (error) {
    throwIfAborted(context);
    throw sqlFailure(error, null);
  } finally {
    context.signal.removeEventListener('abort', cancel);
    cut.stop();
    await client.end().catch(() => undefined);
  }
}

async function connected<T>(client: Client, use: (client: Client) => Promise<T>): Promise<T> {
  await client.connect();
  await client.query(SESSION);
  return use(client);
}

/**
 * Dates in ISO form, and a server that looks every 5 s whether this client still lives, so that the statement of a killed worker does not go on beside
 * its successor (PostgreSQL 14 and later).
 */
const SESSION = `select set_config(known.name, wanted.value, false) from pg_settings known
  join (values ('DateStyle', 'ISO'), ('client_connection_check_interval', '5s')) as wanted (name, value) on wanted.name = known.name`;

/** Rejects when the connection breaks: a query that waits for an answer is not always told. */
function whenCut(client: Client): { promise: Promise<never>; stop(): void } {
  const control = new AbortController();
  const promise = new Promise<never>((_resolve, reject) => {
    client.on('error', (error) => {
      if (!control.signal.aborted) reject(error);
    });
  });
  promise.catch(() => undefined);
  return { promise, stop: () => control.abort() };
}

async function cancelStatement(config: ClientConfig, client: Client): Promise<void> {
  const timer = setTimeout(() => destroy(client), CANCEL_GRACE_MS);
  timer.unref();
  const { processID } = client as unknown as { processID: number | null };
  if (processID === null) return destroy(client);
  const { Client } = (await import('pg')).default;
  const other = new Client(config);
  other.on('error', () => undefined);
  try {
    await other.connect();
    await other.query('select pg_cancel_backend($1)', [processID]);
  } finally {
    await other.end();
  }
}

function destroy(client: Client): void {
  const { connection } = client as unknown as { connection: { stream: { destroy(error: Error): void } } };
  connection.stream.destroy(new Error('the task was cancelled'));
}
