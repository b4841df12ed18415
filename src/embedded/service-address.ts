import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { readJson } from './files/read-json.js';
import type { Home } from './home.js';

const Shape = z.object({ port: z.number().int().positive(), pid: z.number().int() });
const LOOK_EVERY_MS = 25;

const servicePath = (home: Home): string => join(home.run, 'service.json');

/** The port that the service has chosen; null until the process with this pid has written it to run/service.json. */
export function servicePort(home: Home, pid: number): number | null {
  const said = readJson(servicePath(home), Shape);
  return said?.pid === pid ? said.port : null;
}

/** Forgets what an earlier service has written. */
export function forgetServicePort(home: Home): void {
  rmSync(servicePath(home), { force: true });
}

/** The url to reach a listening address from this machine: an address that means "all" is reached by loopback. */
export function reachableUrl(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') return `http://127.0.0.1:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Waits until GET /readyz of the service with this pid answers 200; returns its port. */
export async function serviceReady(home: Home, host: string, pid: number, signal: AbortSignal): Promise<number> {
  for (;;) {
    signal.throwIfAborted();
    const port = servicePort(home, pid);
    if (port !== null && (await answersOk(`${reachableUrl(host, port)}/readyz`, signal))) return port;
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
}

async function answersOk(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}
