import { parseHttpUrl } from './parse-url.js';

export interface Hop {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: string | undefined;
}

const REDIRECTS = [301, 302, 303, 307, 308];
/** What may follow to another origin; everything else could be a credential. */
const HARMLESS = ['accept', 'content-type', 'user-agent', 'idempotency-key'];

/** The request that a redirect asks for, as browsers do it; null when the answer is none. */
export function nextHop(hop: Hop, status: number, location: string | string[] | undefined): Hop | null {
  const target = [location].flat()[0];
  if (!REDIRECTS.includes(status) || target === undefined) return null;
  const url = parseHttpUrl(target, hop.url);
  if (url === null) return null;
  url.username = '';
  url.password = '';
  const headers = url.origin === hop.url.origin ? hop.headers : only(hop.headers, HARMLESS);
  const becomesGet = status === 303 ? hop.method !== 'HEAD' : status < 303 && hop.method === 'POST';
  if (!becomesGet) return { ...hop, url, headers };
  const withoutBody = Object.entries(headers).filter(([name]) => !['content-type', 'idempotency-key'].includes(name));
  return { method: 'GET', url, headers: Object.fromEntries(withoutBody), body: undefined };
}

const only = (headers: Record<string, string>, names: string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => names.includes(name)));
