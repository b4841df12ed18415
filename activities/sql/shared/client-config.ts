import type { ClientConfig } from 'pg';
import { TaskFailure, type Connection } from '../../sdk/index.js';

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Settings of the driver for a connection of type `postgres`. `extra.sslmode` is that of libpq (disable, require, verify-ca, verify-full), `extra.ca` the
 * certificates in PEM. Throws BadConnection, not retryable.
 */
export function clientConfig(connection: Connection, applicationName: string): ClientConfig {
  const { id, type, host, port, database, login, password, extra } = connection;
  if (type !== 'postgres' && type !== 'postgresql') {
    throw badConnection(id, `is of type ${type}; this operator needs postgres`);
  }
  if (host === null) throw badConnection(id, 'has no host');
  return {
    host,
    port: port ?? 5432,
    ...(database === null ? {} : { database }),
    ...(login === null ? {} : { user: login }),
    password: password ?? '',
    ssl: sslOf(id, extra),
    application_name: applicationName.slice(0, 63),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  };
}

function sslOf(id: string, extra: Connection['extra']): ClientConfig['ssl'] {
  const ca = typeof extra['ca'] === 'string' ? { ca: extra['ca'] } : {};
  switch (extra['sslmode'] ?? 'disable') {
    case 'disable':
    case 'allow':
    case 'prefer':
      return false;
    case 'require':
      return { ...ca, rejectUnauthorized: 'ca' in ca };
    case 'verify-ca':
      return { ...ca, rejectUnauthorized: true, checkServerIdentity: () => undefined };
    case 'verify-full':
      return { ...ca, rejectUnauthorized: true };
    default:
      throw badConnection(id, 'has an unknown extra.sslmode: disable, require, verify-ca or verify-full');
  }
}

const badConnection = (id: string, why: string): TaskFailure =>
  new TaskFailure('BadConnection', `connection ${id} ${why}`, { retryable: false });
