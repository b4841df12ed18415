import { extname, relative, sep } from 'node:path';
import { watch, type FSWatcher } from 'chokidar';
import type { UserCode } from './user-code.js';

const DEBOUNCE_MS = 300;
const EXTENSIONS = ['.yaml', '.yml', '.json', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];
/** Clocks of files go in ticks, a little behind ours. */
const TICK_MS = 20;
const IGNORED_FOLDERS = ['node_modules', '.git', '.continuo', 'dist'];

export type Watched = Pick<UserCode, 'directory' | 'watched' | 'readAt'>;

export interface ProjectWatch {
  /** Resolves once changes are seen at once. Of those before, files that were written since the code was read are seen, too. */
  ready(): Promise<void>;
  /** From now on looks at what the newly loaded code names. */
  follow(code: Watched): Promise<void>;
  close(): Promise<void>;
}

/**
 * Calls `onChange` after files of the project have changed and then been quiet for a moment; not while an earlier call still runs.
 * `onChange` handles its own errors.
 */
export function watchProject(
  code: Watched,
  onChange: () => Promise<void> | void,
  debounceMs = DEBOUNCE_MS,
): ProjectWatch {
  const bell = debounced(onChange, debounceMs);
  let watcher = startWatcher(code, bell.ring);
  return {
    ready: () => watcher.ready,
    follow: async (next) => {
      const old = watcher;
      watcher = startWatcher(next, bell.ring);
      await old.files.close();
    },
    close: async () => {
      bell.stop();
      await watcher.files.close();
    },
  };
}

/** The project's folder, narrowed to what is watched and the way there, so that folders that appear later are seen too. */
function startWatcher(
  { directory, watched, readAt }: Watched,
  ring: () => void,
): { files: FSWatcher; ready: Promise<void> } {
  const outside = watched.filter((path) => !isBelow(path, directory));
  const files = watch([directory, ...outside], {
    alwaysStat: true,
    ignored: (path, stats) => {
      if (IGNORED_FOLDERS.some((name) => relative(directory, path).split(sep).includes(name))) return true;
      if (stats?.isFile() === true && !EXTENSIONS.includes(extname(path))) return true;
      return !watched.some((target) => isBelow(path, target) || isBelow(target, path));
    },
  });
  // what the first look finds is known already, unless it was written after the code had been read
  let known = true;
  files.once('ready', () => (known = false));
  files.on('all', (_event, _path, stats) => {
    if (!known || (stats?.isFile() === true && stats.ctimeMs > readAt - TICK_MS)) ring();
  });
  // what cannot be watched is not followed; the next start sees it
  files.on('error', () => undefined);
  return { files, ready: new Promise((resolve) => void files.once('ready', () => resolve())) };
}

const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

function debounced(act: () => Promise<void> | void, waitMs: number): { ring(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let stopped = false;
  const fire = async (): Promise<void> => {
    if (running) return ring();
    running = true;
    try {
      await act();
    } finally {
      running = false;
    }
  };
  const ring = (): void => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void fire(), waitMs);
  };
  const stop = (): void => {
    stopped = true;
    clearTimeout(timer);
  };
  return { ring, stop };
}
