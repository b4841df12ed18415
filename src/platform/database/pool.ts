import pg from 'pg';

/** One pool per process. `onError` sees idle connections that die with the server; queries in flight reject by themselves. */
export function createPool(
  databaseUrl: string,
  options: { max?: number; name: string; onError?: (error: Error) => void },
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: options.max ?? 20,
    application_name: `continuo ${options.name}`,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  pool.on('error', (error) => options.onError?.(error));
  return pool;
}
