import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { runCommand } from '../process/run-command.js';
import type { TemporalSource } from './find-temporal.js';
import { isRecentEnough, OLDEST_SERVER, serverVersionIn } from './temporal-release.js';

const VERSION_LIMIT_MS = 15_000;

/** `temporal` on PATH, if the server in it is recent enough. */
export function temporalOnPath(searchPath: string, say: (line: string) => void): TemporalSource {
  return async () => {
    const path = executableOnPath('temporal', searchPath);
    if (path === null) return '`temporal` is not on PATH';
    const { stdout } = await runCommand(
      { command: path, args: ['--version'], env: { PATH: searchPath } },
      { timeoutMs: VERSION_LIMIT_MS },
    );
    const server = serverVersionIn(stdout);
    if (server !== null && isRecentEnough(server)) return { path, server, source: 'PATH' };
    const reason = `${path} brings ${server === null ? 'no server that it names' : `server ${server}`}, and ${OLDEST_SERVER.major}.${OLDEST_SERVER.minor} is needed`;
    say(`Passing over ${reason}`);
    return reason;
  };
}

/** The first executable file of that name, as a shell would find it; null where there is none. */
export function executableOnPath(name: string, searchPath: string): string | null {
  const candidates = searchPath
    .split(delimiter)
    .filter(isAbsolute)
    .map((folder) => join(folder, name));
  return candidates.find(isExecutableFile) ?? null;
}

function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
