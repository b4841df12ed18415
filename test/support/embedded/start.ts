import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings } from '../../../src/platform/config/settings.js';
import { progressPrinter } from '../../../src/embedded/progress.js';
import { startContinuo } from '../../../src/embedded/start-continuo.js';
import { onFirstStopSignal } from '../../../src/embedded/stop-signal.js';

/** A whole start in a process of its own, as `npm start` does it, with stand-ins for service and worker. Killed by specs at any instant. */
const settings = readSettings();
const here = import.meta.dirname;
const progress = progressPrinter((line) => process.stdout.write(`${line}\n`));
const code = await startContinuo({
  settings,
  progress,
  stop: onFirstStopSignal(progress.say),
  once: process.argv.includes('--once'),
  ownRoots: [process.env['OWN_ROOT'] ?? join(settings.home, '..', 'own-root')],
  hooks: {
    service: { script: join(here, 'service.mjs') },
    worker: { script: join(here, 'worker.mjs') },
    migrate: async () => undefined,
    onChildEnded: async ({ name, ref }) => appendFileSync(join(settings.home, 'ended.log'), `${name} ${ref.pid}\n`),
    runExamples: async () => {
      if (process.env['EXAMPLES_HANG'] === '1') await new Promise((resolve) => setTimeout(resolve, 60_000));
      return process.env['EXAMPLES_FAIL'] !== '1';
    },
  },
});
process.exit(code);
