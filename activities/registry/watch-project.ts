import { extname } from 'node:path';
import { watch } from 'chokidar';
import type { UserCode } from './user-code.js';

const DEBOUNCE_MS = 300;
const EXTENSIONS = ['.yaml', '.yml', '.json', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];
const IGNORED_FOLDERS = /(^|\/)(node_modules|\.git|\.continuo|dist)(\/|$)/;

export interface ProjectWatch {
  /** Looks at what the newly loaded code names, too. */
  follow(code: Pick<UserCode, 'watched'>): void;
  close(): Promise<void>;
}

/** Calls `onChange` after files of the project have changed and then been quiet for a moment; not while an earlier call still runs. */
export function watchProject(
  code: Pick<UserCode, 'watched'>,
  onChange: () => Promise<void> | void,
  debounceMs = DEBOUNCE_MS,
): ProjectWatch {
  const watcher = watch(code.watched, {
    ignoreInitial: true,
    ignored: (path, stats) =>
      IGNORED_FOLDERS.test(path) || (stats?.isFile() === true && !EXTENSIONS.includes(extname(path))),
  });
  const bell = debounced(onChange, debounceMs);
  watcher.on('all', bell.ring);
  // a folder that cannot be watched is not followed; the next start sees its files
  watcher.on('error', () => undefined);
  return {
    follow: ({ watched }) => void watcher.add(watched),
    close: async () => {
      bell.stop();
      await watcher.close();
    },
  };
}

function debounced(act: () => Promise<void> | void, waitMs: number): { ring(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let stopped = false;
  const ring = (): void => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void fire(), waitMs);
  };
  const fire = async (): Promise<void> => {
    if (running) return ring();
    running = true;
    try {
      await act();
    } finally {
      running = false;
    }
  };
  return {
    ring,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
