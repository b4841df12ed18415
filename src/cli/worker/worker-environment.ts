import type { HomeEndpoint } from '../service/home.js';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Where a worker finds its servers: what the environment says, and what it leaves open as the service of this home has it. On another
 * machine there is no such service, and the environment must say both.
 */
export function workerEnvironment(env: Env, endpoint: HomeEndpoint | null): Record<string, string> {
  const found = {
    DATABASE_URL: endpoint?.database ?? null,
    TEMPORAL_ADDRESS: endpoint?.temporal?.replace(/^\w+:\/\//, '') ?? null,
  };
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, value]) =>
      value === null || (env[name] ?? '') !== '' ? [] : [[name, value]],
    ),
  );
}
