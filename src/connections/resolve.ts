import type { Pool } from 'pg';
import { connectionFromEnv, type Env } from './environment.js';
import type { ConnectionFields } from './connection-fields.js';
import { unsealConnection } from './sealed-connection.js';

export interface SecretsAccess {
  pool: Pool;
  /** 32 bytes that encrypt secrets at rest. */
  key: Buffer;
  env: Env;
}

interface Row extends Omit<ConnectionFields, 'password' | 'extra'> {
  secret: Buffer | null;
}

/**
 * A connection in clear text, for the operator that uses it: the environment's before the database's; null where there is none.
 * No part of it may reach events, logs or Temporal. @throws where what is stored cannot be read
 */
export async function resolveConnection(
  access: SecretsAccess,
  id: string,
): Promise<(ConnectionFields & { id: string }) | null> {
  const fromEnv = connectionFromEnv(access.env, id);
  if (fromEnv !== null && 'problem' in fromEnv) throw new Error(fromEnv.problem);
  if (fromEnv !== null) return { id, ...fromEnv };
  const { rows } = await access.pool.query<Row>(
    'select type, host, port, database, login, secret from connections where id = $1',
    [id],
  );
  const row = rows[0];
  if (row === undefined) return null;
  const { secret, ...fields } = row;
  const secrets = secret === null ? { password: null, extra: {} } : unsealConnection(access.key, id, secret);
  return { id, ...fields, ...secrets };
}
