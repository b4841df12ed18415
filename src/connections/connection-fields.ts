import { connectionType } from '../domain/connection-type.js';
import type { Json, JsonObject } from '../domain/json.js';

/** A connection in clear text, inside the service only. */
export interface ConnectionFields {
  type: string;
  host: string | null;
  port: number | null;
  database: string | null;
  login: string | null;
  password: string | null;
  extra: JsonObject;
}

/** What may be set; a part that is left out comes from the URI, else is null. */
export interface GivenConnection {
  type?: string | null | undefined;
  host?: string | null | undefined;
  port?: number | null | undefined;
  database?: string | null | undefined;
  login?: string | null | undefined;
  password?: string | null | undefined;
  extra?: Json | undefined;
  uri?: string | null | undefined;
}

/**
 * The connection that is meant, or what is wrong with it. What was given by itself wins over the URI's part.
 * Messages never hold a value: it may be a secret.
 */
export function readConnection(given: GivenConnection): ConnectionFields | { problem: string } {
  const fromUri = given.uri == null ? {} : readUri(given.uri);
  if (fromUri === null) return { problem: 'uri: not a URI such as postgres://login:password@host:5432/database' };
  const own = Object.fromEntries(Object.entries(given).filter(([key, value]) => value != null && key !== 'uri'));
  const extra = { ...fromUri.extra, ...asObject(given.extra) };
  if (given.extra != null && asObject(given.extra) === null) return { problem: 'extra: give an object' };
  const none = { type: 'generic', host: null, port: null, database: null, login: null, password: null };
  const fields: ConnectionFields = { ...none, ...fromUri, ...own, extra };
  if (fields.port !== null && (!Number.isInteger(fields.port) || fields.port < 1 || fields.port > 65_535)) {
    return { problem: 'port: a whole number from 1 to 65535' };
  }
  if (fields.type.trim() === '') return { problem: 'type: give one, such as postgres, http or generic' };
  return fields;
}

function readUri(uri: string): Partial<ConnectionFields> | null {
  if (!URL.canParse(uri)) return null;
  const url = new URL(uri);
  const scheme = url.protocol.slice(0, -1).toLowerCase();
  try {
    return {
      type: connectionType(scheme),
      host: textOf(url.hostname.replace(/^\[(.*)\]$/, '$1')),
      port: url.port === '' ? null : Number(url.port),
      database: /^https?$/.test(scheme) ? null : textOf(url.pathname.replace(/^\//, '')),
      login: textOf(url.username),
      password: textOf(url.password),
      extra: { ...extraOfScheme(scheme, url), ...Object.fromEntries(url.searchParams) },
    };
  } catch {
    return null; // a percent sign that encodes nothing
  }
}

/** What the URI says beside its parts: whether it is secure, and for HTTP the path that every request starts with. */
function extraOfScheme(scheme: string, url: URL): JsonObject {
  if (scheme === 'smtps') return { scheme };
  if (scheme !== 'http' && scheme !== 'https') return {};
  return url.pathname === '/' ? { scheme } : { scheme, baseUrl: `${scheme}://${url.host}${url.pathname}` };
}

const textOf = (part: string): string | null => (part === '' ? null : decodeURIComponent(part));

const asObject = (value: Json | undefined): JsonObject | null =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? value : null;
