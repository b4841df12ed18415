import type { Json } from '../../domain/json.js';

const SECRET_KEY =
  /pass|secret|token|api[_-]?key|private|credential|signature|access[_-]?key|account[_-]?key|sas|authorization|keyfile/i;
const URL_PASSWORD = /([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@/]+@/gi;
const MASK = '***';

/** A connection's `extra` as people may see it: values under keys that look secret are masked, and passwords in URLs. */
export function maskExtra(value: Json): Json {
  if (typeof value === 'string') return value.replace(URL_PASSWORD, `$1${MASK}@`);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(maskExtra);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, SECRET_KEY.test(key) ? MASK : maskExtra(item)]),
  );
}
