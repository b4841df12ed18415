import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Io } from '../io.js';

/** What endpoint.json says, as far as the command line uses it. A pid of null: not ours. */
export interface HomeEndpoint {
  readonly url: string;
  readonly graphql: string;
  readonly temporal: string | null;
  /** With the password. */
  readonly database: string | null;
  readonly pids: Readonly<Record<string, number | readonly number[] | null>>;
}

/** CONTINUO_HOME, absolute. */
export const homePath = (io: Pick<Io, 'env' | 'cwd'>): string =>
  resolve(io.cwd, io.env['CONTINUO_HOME'] || '.continuo');

/** The endpoint of the service that runs for this home; null where none runs. @throws where the file cannot be read or understood. */
export async function readEndpoint(home: string): Promise<HomeEndpoint | null> {
  const text = await readText(join(home, 'endpoint.json'));
  if (text === null) return null;
  const value = parseObject(text);
  const url = value['url'];
  const graphql = value['graphql'];
  if (typeof url !== 'string' || typeof graphql !== 'string')
    throw new Error(`${join(home, 'endpoint.json')} holds no url: start the service again`);
  const [temporal, database] = [textOr(value['temporal']), textOr(value['database'])];
  return { url, graphql, temporal, database, pids: (value['pids'] ?? {}) as HomeEndpoint['pids'] };
}

/** The first API token of this home; null where there is none. */
export async function readAdminToken(home: string): Promise<string | null> {
  const text = await readText(join(home, 'admin.token'));
  return text === null ? null : text.trim();
}

const textOr = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** The file's text; null where there is no such file. */
async function readText(path: string): Promise<string | null> {
  return await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
}

function parseObject(text: string): Record<string, unknown> {
  try {
    return (JSON.parse(text) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}
