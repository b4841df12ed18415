import { tryLock } from './files/exclusive-lock.js';
import { openHome } from './home.js';
import { OneStart, type StartOptions } from './one-start.js';

/** Runs everything until it is told to stop. Returns the exit code: 0 after a stop, or after examples that all succeeded; else 1. */
export async function startContinuo(options: StartOptions): Promise<number> {
  const home = openHome(options.settings.home);
  const lock = tryLock(home.run, 'lock');
  if (lock.kind === 'busy') {
    const { pid } = lock.holder;
    options.progress.say(
      `${home.root} is in use by process ${pid}: stop that one first, or set CONTINUO_HOME to another folder`,
    );
    return 1;
  }
  try {
    return await new OneStart(home, options).run();
  } finally {
    lock.release();
  }
}
