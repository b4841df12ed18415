import type { Settings } from '../platform/config/settings.js';
import type { Home } from './home.js';
import { prepareEmbeddedPostgres } from './postgres/embedded-postgres.js';
import { OWN_ROOTS } from './postgres/postgres-place.js';
import { inheritedEnv } from './process/inherited-env.js';
import type { Progress } from './progress.js';
import type { ChildSpec } from './supervisor/child-spec.js';
import { prepareEmbeddedTemporal } from './temporal/embedded-temporal.js';

/** The two servers that everything stands on: ours, or the user's own where the settings name one. */
export interface Servers {
  databaseUrl(): string;
  /** host:port. */
  temporalAddress(): string;
  /** What programs are told of them by their environment. */
  env(): Record<string, string>;
  /** Those that we run. */
  readonly children: readonly ChildSpec[];
  /** Where our PostgreSQL lies; null where it is not ours. */
  readonly postgresFolders: { readonly data: string; readonly binaries: string } | null;
}

export interface ServersOptions {
  readonly home: Home;
  readonly settings: Settings;
  readonly progress: Progress;
  /** Gives a download or build up. */
  readonly signal: AbortSignal;
  readonly ownRoots?: readonly string[] | undefined;
}

/** Makes ready what can be made ready before anything runs: the cluster, and the Temporal program (which may mean a download or a build). */
export async function prepareServers(options: ServersOptions): Promise<Servers> {
  const { home, settings, progress, signal, ownRoots = OWN_ROOTS } = options;
  const { databaseUrl } = settings;
  const { address, namespace } = settings.temporal;
  const temporalOptions = { home, cacheFolder: settings.cache, namespace, env: inheritedEnv(), progress, signal };
  const [postgres, temporal] = await Promise.all([
    databaseUrl === undefined
      ? progress.step('Preparing PostgreSQL', () => prepareEmbeddedPostgres(home, ownRoots))
      : null,
    address === undefined ? prepareEmbeddedTemporal(temporalOptions) : null,
  ]);
  const servers = {
    databaseUrl: () => postgres?.url() ?? databaseUrl ?? '',
    temporalAddress: () => temporal?.address() ?? address ?? '',
  };
  const addresses = () => ({ DATABASE_URL: servers.databaseUrl(), TEMPORAL_ADDRESS: servers.temporalAddress() });
  return {
    ...servers,
    env: () => (temporal === null ? addresses() : { ...addresses(), ...WITHOUT_TLS }),
    children: [postgres?.child, temporal?.child].filter((child) => child !== undefined),
    postgresFolders: postgres === null ? null : { data: postgres.data, binaries: postgres.place.binaries.folder },
  };
}

/** Our own Temporal speaks no TLS, whatever the shell has set for another one. */
const WITHOUT_TLS = { TEMPORAL_TLS: 'false', TEMPORAL_API_KEY: '' } as const;
