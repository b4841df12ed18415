import type { Json } from '../../../src/domain/json.js';
import type { Connection } from '../../sdk/index.js';

/** Where connections and variables come from: the database, the environment. null: there is none of that name. */
export interface SecretSource {
  connection(id: string): Promise<Connection | null>;
  variable(name: string): Promise<{ value: Json; secret: boolean } | null>;
}

/** Keys of `extra` whose values are secrets. */
const SECRET_KEY =
  /pass|secret|token|api[_-]?key|private|credential|signature|access[_-]?key|account[_-]?key|sas|authorization|keyfile/i;

/** Texts of a connection that must never be shown: the password, login and password together as HTTP sends them, and secret extras. */
export function secretsOf({ login, password, extra }: Connection): string[] {
  const own = password === null ? [] : [password, ...(login === null ? [] : [`${login}:${password}`])];
  return [...own, ...secretExtras(extra)];
}

function secretExtras(extra: Json): string[] {
  if (extra === null || typeof extra !== 'object') return [];
  if (Array.isArray(extra)) return extra.flatMap(secretExtras);
  return Object.entries(extra).flatMap(([key, value]) => (SECRET_KEY.test(key) ? textsIn(value) : secretExtras(value)));
}

/** Every text within a JSON value. A text that is itself JSON is as secret inside as it is whole. */
export function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value, ...textsInText(value)];
  if (typeof value === 'number') return [String(value)];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(textsIn);
}

function textsInText(text: string): string[] {
  if (!/^\s*[{[]/.test(text)) return [];
  try {
    return textsIn(JSON.parse(text) as Json);
  } catch {
    return [];
  }
}
