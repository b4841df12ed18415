import type { Home } from '../home.js';
import { freePort } from '../process/free-port.js';
import type { Progress } from '../progress.js';
import type { ChildSpec } from '../supervisor/child-spec.js';
import { builtTemporal } from './build-temporal.js';
import { downloadedTemporal, OFFICIAL_DOWNLOAD } from './download-temporal.js';
import { findTemporal, type TemporalBinary } from './find-temporal.js';
import { devServerArguments } from './temporal-arguments.js';
import { temporalCache } from './temporal-cache.js';
import { temporalDatabase } from './temporal-database-file.js';
import { temporalOnPath } from './temporal-on-path.js';

/** One home's own Temporal dev server, kept running as a child of the supervisor. */
export interface EmbeddedTemporal {
  readonly binary: TemporalBinary;
  /** host:port; known from the first launch on, and the same once the server has been ready. */
  address(): string;
  readonly child: ChildSpec;
}

export interface TemporalOptions {
  readonly home: Home;
  readonly cacheFolder: string;
  readonly namespace: string;
  readonly env: Readonly<Record<string, string>>;
  readonly progress: Progress;
  /** Gives a download or build up. */
  readonly signal?: AbortSignal | undefined;
}

/** Finds the server's program, which may mean to download or build it. @throws TemporalNotFound */
export async function prepareEmbeddedTemporal(options: TemporalOptions): Promise<EmbeddedTemporal> {
  const { home, cacheFolder, namespace, env, progress, signal } = options;
  const cache = temporalCache(cacheFolder, progress.say);
  const binary = await findTemporal({
    onPath: temporalOnPath(env['PATH'] ?? '', progress.say),
    cached: cache.cached,
    download: downloadedTemporal(cache, progress, OFFICIAL_DOWNLOAD, signal),
    build: builtTemporal(cache, progress, env, signal),
    locked: cache.locked,
  });
  return devServer(home, binary, namespace, progress);
}

/** The child that runs a program found before. */
export function devServer(home: Home, binary: TemporalBinary, namespace: string, progress: Progress): EmbeddedTemporal {
  const database = temporalDatabase(home.temporal, binary.server, progress.say);
  const port = { number: 0, settled: false };
  const address = (): string => `127.0.0.1:${port.number}`;
  // Temporal's client takes long to load: meanwhile PostgreSQL makes its cluster
  const readiness = import('./temporal-ready.js');
  const child: ChildSpec = {
    name: 'temporal',
    after: [],
    stopSignal: 'SIGTERM',
    stopGraceMs: 10_000,
    launch: async (history) => {
      if (!port.settled) port.number = await freePort();
      database.prepare(history);
      const args = devServerArguments({ database: database.file, port: port.number, namespace });
      return { command: binary.path, args, env: { PATH: '/usr/bin:/bin', HOME: home.temporal }, cwd: home.temporal };
    },
    ready: async (signal) => {
      const { temporalReady } = await readiness;
      await temporalReady(address(), namespace, signal);
      database.markUsable();
      port.settled = true;
    },
  };
  return { binary, address, child };
}
