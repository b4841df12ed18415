import { TaskFailure, type Connection, type TaskContext } from '../../sdk/index.js';
import { parseHttpUrl } from './parse-url.js';
import type { RequestWith } from './request-fields.js';

export interface Target {
  url: URL;
  /** Headers that may only go to this origin: login, token and what the connection adds. */
  headers: Record<string, string>;
}

/** Address and credentials of a request. Throws BadUrl or BadConnection, not retryable. */
export async function targetOf(context: TaskContext, params: RequestWith): Promise<Target> {
  const target =
    params.connection === undefined
      ? targetOfUrl(params.url ?? '')
      : targetOfConnection(await context.connection(params.connection), params.path ?? '');
  for (const [name, value] of Object.entries(params.query)) {
    for (const one of [value].flat()) target.url.searchParams.append(name, one);
  }
  return target;
}

function targetOfUrl(text: string): Target {
  const url = parseUrl(text);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  if (username === '' && password === '') return { url, headers: {} };
  return { url, headers: { authorization: basic(decodeURIComponent(username), decodeURIComponent(password)) } };
}

function targetOfConnection(connection: Connection, path: string): Target {
  const base = baseOf(connection);
  // text, not new URL(path, base): a path that is an address of its own must not take the credentials elsewhere
  const joined = path === '' ? base : `${base.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
  const url = parseUrl(joined);
  return { url, headers: { ...extraHeaders(connection), ...authorization(connection) } };
}

/** `extra.baseUrl`, or a host that is an address, or scheme, host and port. */
function baseOf({ id, host, port, extra }: Connection): string {
  const { baseUrl, scheme } = extra;
  if (typeof baseUrl === 'string') return baseUrl;
  if (host === null) throw badConnection(id, 'has neither a host nor extra.baseUrl');
  const secure = typeof scheme === 'string' ? scheme : port === 443 || port === null ? 'https' : 'http';
  const base = host.includes('://') ? host : `${secure}://${host.includes(':') ? `[${host}]` : host}`;
  const url = parseUrl(base);
  if (port !== null && url.port === '') url.port = String(port);
  return url.href;
}

function extraHeaders({ id, extra }: Connection): Record<string, string> {
  const { headers } = extra;
  if (headers === undefined || headers === null) return {};
  if (typeof headers !== 'object' || Array.isArray(headers)) throw badConnection(id, 'extra.headers is no object');
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function authorization({ login, password, extra }: Connection): Record<string, string> {
  if (typeof extra['token'] === 'string') return { authorization: `Bearer ${extra['token']}` };
  if (login === null && password === null) return {};
  return { authorization: basic(login ?? '', password ?? '') };
}

const basic = (login: string, password: string): string =>
  `Basic ${Buffer.from(`${login}:${password}`, 'utf8').toString('base64')}`;

function parseUrl(text: string): URL {
  const url = parseHttpUrl(text);
  if (url !== null) return url;
  throw new TaskFailure('BadUrl', `not an http or https address: ${text.replace(/\/\/[^/@]*@/, '//')}`, {
    retryable: false,
  });
}

const badConnection = (id: string, why: string): TaskFailure =>
  new TaskFailure('BadConnection', `connection ${id} ${why}`, { retryable: false });
