import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from './files/write-atomically.js';
import type { Home } from './home.js';

/** What a running Continuo tells tools on the same machine. A null pid: not ours (a server of the user's own). */
export interface Endpoint {
  readonly url: string;
  readonly graphql: string;
  readonly temporal: string;
  /** With the password: the file is readable by its owner only. */
  readonly database: string;
  readonly pids: {
    readonly supervisor: number;
    readonly service: number | null;
    readonly worker: number | null;
    readonly postgres: number | null;
    readonly temporal: number | null;
  };
  readonly folders: {
    readonly home: string;
    readonly logs: string;
    readonly postgres: string | null;
    readonly postgresBinaries: string | null;
  };
}

/** Path of the file in a home. It exists from the first readiness of the service to the end of the start. */
export const endpointPath = (home: Pick<Home, 'root'>): string => join(home.root, 'endpoint.json');

/** Writes the file in one step, mode 0600. */
export function writeEndpoint(home: Home, endpoint: Endpoint): void {
  writeAtomically(endpointPath(home), `${JSON.stringify(endpoint, null, 2)}\n`, 0o600);
}

/** Removes the file; nothing happens where there is none. */
export function removeEndpoint(home: Home): void {
  rmSync(endpointPath(home), { force: true });
}
