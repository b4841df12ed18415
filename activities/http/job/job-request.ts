import { requestWith, type RequestWith } from '../shared/request-fields.js';
import type { HttpJobStep, HttpJobWith } from './schema.js';

/** What {id} and {token} of a path stand for. */
export interface Names {
  id?: string;
  token?: string;
}

/** One exchange of a job as http.request would write it. A submission carries the client token as Idempotency-Key. */
export function jobRequest(params: HttpJobWith, step: HttpJobStep, names: Names): RequestWith {
  const { url, connection, timeout, maxBytes } = params;
  const path = filled(step.path, names);
  const place = connection === undefined ? { url: below(url ?? '', path) } : { connection, path };
  const keyed = names.token === undefined ? {} : { 'idempotency-key': names.token };
  const { method, query, headers, json } = step;
  return requestWith.parse({
    ...{ ...place, method, query, timeout: timeout / 1000, maxBytes },
    headers: { ...keyed, ...headers },
    ...(json === undefined ? {} : { json }),
  });
}

const filled = (path: string, names: Names): string =>
  path.replace(/\{(id|token)\}/g, (whole, name: keyof Names) => {
    const value = names[name];
    return value === undefined ? whole : encodeURIComponent(value);
  });

const below = (url: string, path: string): string =>
  path === '' ? url : `${url.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
