import { connect } from 'node:net';
import { CliFailure } from '../cli-failure.js';
import { plainLine } from '../format/plain-text.js';
import type { Cli } from '../invocation.js';
import type { ServiceAddress } from '../service/service-address.js';
import { VIEWER } from './doctor.operations.js';
import { fail, type Finding, ok } from './finding.js';
import { readinessFindings } from './readiness.js';

const PATIENCE_MS = 5_000;

/** Whether the API answers, what it says of its own parts (database settings among them), and whether it knows us. */
export async function checkService(cli: Cli): Promise<Finding[]> {
  try {
    const address = await cli.client.address();
    return [...(await checkReady(address)), await checkToken(cli)];
  } catch (error) {
    return [fail('api', messageOf(error), 'start the service with "npm start"')];
  }
}

async function checkReady({ url }: ServiceAddress): Promise<Finding[]> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return readinessFindings(url, response.status, await response.text());
  } catch (error) {
    const cause = (error as { cause?: { code?: string } }).cause?.code ?? messageOf(error);
    return [
      fail('api', `${url} does not answer (${cause})`, 'start the service with "npm start", or look into its log'),
    ];
  }
}

async function checkToken(cli: Cli): Promise<Finding> {
  try {
    const { viewer } = await cli.client.execute(VIEWER, {});
    return ok('token', `known as ${plainLine(viewer.name)} (${viewer.kind.toLowerCase()})`);
  } catch (error) {
    const refused = error instanceof CliFailure && error.code === 'UNAUTHENTICATED';
    return fail(
      'token',
      messageOf(error),
      refused ? 'use a token that was not revoked' : 'the service must answer first',
    );
  }
}

/** @param address host:port, or a url */
export async function checkTemporal(address: string): Promise<Finding> {
  const [, host = '', port = ''] = /^(?:\w+:\/\/)?\[?(.*?)\]?:(\d+)$/.exec(address) ?? [];
  const reached = await dial(host, Number(port)).catch((error: unknown) => messageOf(error));
  if (reached === null) return ok('temporal', address);
  return fail(
    'temporal',
    `${address} cannot be reached (${reached})`,
    'runs wait until it is back; the supervisor starts an embedded one again',
  );
}

/** null when something listens there, else why not. */
async function dial(host: string, port: number): Promise<string | null> {
  return await new Promise<string | null>((resolve) => {
    const socket = connect({ host, port, timeout: PATIENCE_MS });
    const end = (result: string | null): void => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => end(null));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    socket.once('timeout', () => end('no answer'));
  });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
