import type { JsonObject } from '../domain/json.js';
import { envName, withPrefix } from '../platform/secrets/env-name.js';
import { type ConnectionFields, readConnection } from './connection-fields.js';

export type Env = Readonly<Record<string, string | undefined>>;

export const CONNECTION_PREFIX = 'CONTINUO_CONN_';

/** The connection that the environment has under the id's name: a URI, or the JSON of SetConnectionInput; null where it has none. */
export function connectionFromEnv(env: Env, id: string): ConnectionFields | { problem: string } | null {
  const name = envName(CONNECTION_PREFIX, id);
  const text = env[name];
  if (text === undefined || text === '') return null;
  const read = readText(text);
  return 'problem' in read ? { problem: `${name}: ${read.problem}` } : read;
}

/** Ids of the connections that only the environment names: lower case, as nothing tells how they were written. */
export const idsInEnv = (env: Env): string[] =>
  [...withPrefix(env, CONNECTION_PREFIX).keys()].map((suffix) => suffix.toLowerCase());

function readText(text: string): ConnectionFields | { problem: string } {
  if (!text.trimStart().startsWith('{')) return readConnection({ uri: text });
  try {
    return readConnection(JSON.parse(text) as JsonObject);
  } catch {
    return { problem: 'neither a URI nor JSON' };
  }
}
