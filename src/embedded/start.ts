import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from '../platform/database/migrate.js';
import { readSettings, SettingsError } from '../platform/config/settings.js';
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

const hooks: StartHooks = {
  service: { script: program('main.js') },
  worker: { script: program('worker.js') },
  migrate: async (databaseUrl) => void (await migrate(databaseUrl)),
  onChildEnded: async () => undefined,
  runExamples,
};

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
      hooks,
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
