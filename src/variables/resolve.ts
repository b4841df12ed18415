import type { Pool } from 'pg';
import type { Json } from '../domain/json.js';
import { type Env, variableFromEnv } from './environment.js';
import { unsealVariable } from './sealed-variable.js';

export interface SecretsAccess {
  pool: Pool;
  /** 32 bytes that encrypt secrets at rest. */
  key: Buffer;
  env: Env;
}

/**
 * A variable's value, for the task that asks: the environment's before the database's; null where there is none.
 * @throws where what is stored cannot be read
 */
export async function resolveVariable(
  access: SecretsAccess,
  name: string,
): Promise<{ value: Json; secret: boolean } | null> {
  const fromEnv = variableFromEnv(access.env, name);
  if (fromEnv !== undefined) return { value: fromEnv, secret: true };
  const { rows } = await access.pool.query<{ value: Buffer; secret: boolean }>(
    'select value, secret from variables where name = $1',
    [name],
  );
  const row = rows[0];
  return row === undefined ? null : { value: unsealVariable(access.key, name, row.value), secret: row.secret };
}
