import { TaskFailure, type Connection, type Delivery } from '../../sdk/index.js';
import { badConnection } from '../shared/bad-connection.js';
import type { WebhookWith } from './schema.js';

export interface Target {
  url: URL;
  headers: Record<string, string>;
  /** Signs the body; null: nothing is signed. */
  secret: string | null;
}

/** Address, credentials and secret of a webhook. @throws BadConnection, BadUrl, and what the look-up throws */
export async function targetOf(delivery: Pick<Delivery, 'connection'>, params: WebhookWith): Promise<Target> {
  if (params.connection === undefined) return { url: parseUrl(params.url ?? ''), headers: {}, secret: null };
  const connection = await delivery.connection(params.connection);
  const base = baseOf(connection);
  const { path = '' } = params;
  // text, not new URL(path, base): a path that is an address of its own must not take the credentials elsewhere
  const joined = path === '' ? base : `${base.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
  return { url: parseUrl(joined), headers: headersOf(connection), secret: secretOf(connection) };
}

/** `extra.signingSecret`; the password where no login makes it one of HTTP. */
function secretOf({ login, password, extra }: Connection): string | null {
  const given = extra['signingSecret'];
  if (typeof given === 'string' && given !== '') return given;
  return login === null ? password : null;
}

function baseOf({ id, host, port, extra }: Connection): string {
  const { baseUrl, scheme } = extra;
  if (typeof baseUrl === 'string') return baseUrl;
  if (host === null) throw badConnection(id, 'has neither a host nor extra.baseUrl');
  if (host.includes('://')) return host;
  const named = host.includes(':') ? `[${host}]` : host;
  const secure = typeof scheme === 'string' ? scheme : port === 443 || port === null ? 'https' : 'http';
  return `${secure}://${named}${port === null ? '' : `:${port}`}`;
}

function headersOf({ id, login, password, extra }: Connection): Record<string, string> {
  const { headers = {}, token } = extra;
  if (headers === null || typeof headers !== 'object' || Array.isArray(headers))
    throw badConnection(id, 'has extra.headers that are no object');
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
  if (typeof token === 'string') return { ...own, authorization: `Bearer ${token}` };
  if (login === null) return own;
  return { ...own, authorization: `Basic ${Buffer.from(`${login}:${password ?? ''}`, 'utf8').toString('base64')}` };
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url;
  throw new TaskFailure('BadUrl', 'not an http or https address, or one with a login: use a connection', {
    retryable: false,
  });
}
