import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CliFailure } from '../cli-failure.js';
import { EXIT } from '../exit-code.js';
import type { Io } from '../io.js';
import { homePath, readAdminToken, readEndpoint } from './home.js';

/** Where the API is and who we are there. */
export interface ServiceAddress {
  /** Without a slash at the end. */
  readonly url: string;
  readonly graphql: string;
  readonly token: string;
  /** What named the url: for messages. */
  readonly source: string;
}

export interface AddressOptions {
  readonly url?: string | undefined;
  readonly tokenFile?: string | undefined;
}

type Place = Omit<ServiceAddress, 'token'> & { readonly trustsHomeToken: boolean };

/**
 * --url, else CONTINUO_URL, else endpoint.json of the home; --token-file, else CONTINUO_TOKEN, else admin.token of the home.
 * The home's token goes to the home's service and to this machine only, never to another host.
 * @throws CliFailure where one of both is missing
 */
export async function serviceAddress(io: Io, options: AddressOptions): Promise<ServiceAddress> {
  const { trustsHomeToken, ...place } = givenPlace(io, options) ?? (await homePlace(io));
  const token = (await givenToken(io, options)) ?? (trustsHomeToken ? await readAdminToken(homePath(io)) : null);
  if (token !== null && token !== '') return { ...place, token };
  const missing = trustsHomeToken
    ? `there is no ${join(homePath(io), 'admin.token')}`
    : `the token of ${homePath(io)} is not sent to another machine (${place.url})`;
  throw new CliFailure(
    EXIT.unavailable,
    'UNAUTHENTICATED',
    `${missing}: give a token by CONTINUO_TOKEN or --token-file`,
  );
}

/** Whether the address comes from the caller, not from the home. */
export const givesUrl = (io: Pick<Io, 'env'>, options: AddressOptions): boolean =>
  options.url !== undefined || (io.env['CONTINUO_URL'] ?? '') !== '';

function givenPlace(io: Io, options: AddressOptions): Place | null {
  const [text, source] = options.url === undefined ? [io.env['CONTINUO_URL'], 'CONTINUO_URL'] : [options.url, '--url'];
  if (text === undefined || text === '') return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new CliFailure(EXIT.usage, 'USAGE', `${source} accepts an address such as http://127.0.0.1:8080`);
  const base = `${url.origin}${url.pathname}`.replace(/\/+$/, '').replace(/\/graphql$/, '');
  return { url: base, graphql: `${base}/graphql`, source, trustsHomeToken: isLoopback(url.hostname) };
}

async function homePlace(io: Io): Promise<Place> {
  const home = homePath(io);
  const endpoint = await readEndpoint(home).catch((error: unknown) => {
    throw new CliFailure(EXIT.unavailable, 'UNREACHABLE', error instanceof Error ? error.message : String(error));
  });
  if (endpoint === null)
    throw new CliFailure(
      EXIT.unavailable,
      'UNREACHABLE',
      `no service runs for ${home} (it has no endpoint.json): start one with "npm start", or name one by CONTINUO_URL or CONTINUO_HOME`,
    );
  return {
    url: endpoint.url.replace(/\/+$/, ''),
    graphql: endpoint.graphql,
    source: join(home, 'endpoint.json'),
    trustsHomeToken: true,
  };
}

async function givenToken(io: Io, options: AddressOptions): Promise<string | null> {
  if (options.tokenFile === undefined) return io.env['CONTINUO_TOKEN'] || null;
  const path = resolve(io.cwd, options.tokenFile);
  const text = await readFile(path, 'utf8').catch(() => {
    throw new CliFailure(EXIT.usage, 'USAGE', `--token-file: ${path} cannot be read`);
  });
  if (text.trim() === '') throw new CliFailure(EXIT.usage, 'USAGE', `--token-file: ${path} is empty`);
  return text.trim();
}

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
