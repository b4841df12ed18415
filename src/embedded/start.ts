import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endLeasesOfHost } from '../../activities/engine/lease/end-leases-of-host.js';
import { readSettings, type Settings, SettingsError } from '../platform/config/settings.js';
import { createPool } from '../platform/database/pool.js';
import { runExamples } from './examples/run-examples.js';
import { terminalProgress } from './progress.js';
import { startContinuo } from './start-continuo.js';
import type { StartHooks } from './start-hooks.js';
import { onFirstStopSignal } from './stop-signal.js';

const USAGE =
  'usage: npm start [-- --once]   (--once ends after the example pipelines; exit code 0 only if all succeeded)';
const EXIT_USAGE = 2;

/** Compiled programs of ours, seen from dist/src/embedded. */
const program = (name: string): string => join(fileURLToPath(import.meta.url), '..', '..', name);

const schema = () => import('../platform/database/migrate.js');

const hooksOf = (settings: Settings): StartHooks => ({
  service: { script: program('main.js') },
  worker: { script: program('worker.js') },
  preload: () => void schema(),
  migrate: async (databaseUrl) => void (await (await schema()).migrate(databaseUrl)),
  onChildEnded: ({ name }, databaseUrl) =>
    name === 'worker' ? endLeases(databaseUrl, settings.home) : Promise.resolve(),
  runExamples,
});

/** A worker that this machine saw die costs no wait: its tasks run again as soon as its processes are gone. */
async function endLeases(databaseUrl: string, home: string): Promise<void> {
  const pool = createPool(databaseUrl, { name: 'supervisor', max: 2 });
  try {
    const touched = await endLeasesOfHost(pool, home);
    if (touched.length > 0)
      await pool.query(`select pg_notify('continuo_outbox', ''), pg_notify('continuo_events', '')`);
  } finally {
    await pool.end();
  }
}

/** `npm start`: returns the exit code when everything has ended. */
export async function main(args: readonly string[]): Promise<number> {
  const progress = terminalProgress();
  const unknown = args.filter((arg) => arg !== '--once');
  if (unknown.length > 0) {
    progress.say(USAGE);
    return unknown.every((arg) => arg === '--help' || arg === '-h') ? 0 : EXIT_USAGE;
  }
  try {
    const settings = readSettings();
    return await startContinuo({
      settings,
      hooks: hooksOf(settings),
      progress,
      once: args.includes('--once'),
      stop: onFirstStopSignal(progress.say),
    });
  } catch (error) {
    progress.say(
      error instanceof SettingsError
        ? `These settings cannot be used:\n${error.message}`
        : String(error instanceof Error ? error.stack : error),
    );
    return 1;
  }
}
