import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../process/run-command.js';
import type { Progress } from '../progress.js';
import type { TemporalSource } from './find-temporal.js';
import type { TemporalCache } from './temporal-cache.js';
import { executableOnPath } from './temporal-on-path.js';
import { TEMPORAL_RELEASE } from './temporal-release.js';

const OLDEST_GO = { major: 1, minor: 26 } as const;
const PACKAGE = 'github.com/temporalio/cli/cmd/temporal';
const LINK_FLAGS = `-s -w -X github.com/temporalio/cli/internal/temporalcli.Version=${TEMPORAL_RELEASE.cli}`;

/** A build from the pinned go.mod and go.sum, which the Go tool checks every source against. Takes minutes; says how far it is. */
export function builtTemporal(
  cache: TemporalCache,
  progress: Progress,
  env: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): TemporalSource {
  return async () => {
    if (signal?.aborted === true) return 'the start was interrupted';
    const go = await recentGo(env);
    if (go.path === null) return go.reason;
    const work = cache.workFolder();
    const out = join(work, 'temporal');
    try {
      const args = ['build', '-v', '-trimpath', '-ldflags', LINK_FLAGS, '-o', out, PACKAGE];
      const launch = { command: go.path, args, cwd: moduleFolder(), env: { ...env, CGO_ENABLED: '0' } };
      progress.say(`Building Temporal ${TEMPORAL_RELEASE.cli} from source, once on this machine (some minutes)`);
      const result = await progress.step('Building Temporal', (note) =>
        runCommand(launch, { onErrorLine: countPackages(note), signal }),
      );
      if (result.code === 0 && existsSync(out)) return cache.keep(out, 'build');
      return `the build with ${go.path} failed (${result.stderr.trim().split('\n').slice(-3).join(' ')})`;
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  };
}

/** `go build -v` names each package as it compiles it. */
function countPackages(note: (detail: string) => void): (line: string) => void {
  let count = 0;
  return () => note(`${(count += 1)} packages`);
}

async function recentGo(
  env: Readonly<Record<string, string>>,
): Promise<{ path: string; reason: '' } | { path: null; reason: string }> {
  const needed = `Go ${OLDEST_GO.major}.${OLDEST_GO.minor} or newer is needed to build it`;
  const path = executableOnPath('go', [env['PATH'] ?? '', '/usr/local/go/bin'].join(delimiter));
  if (path === null) return { path: null, reason: `${needed}, and there is no Go` };
  const { stdout } = await runCommand({ command: path, args: ['version'], env }, { timeoutMs: 15_000 });
  return isRecentGo(stdout)
    ? { path, reason: '' }
    : { path: null, reason: `${needed}, and ${path} is ${stdout.trim() || 'not one'}` };
}

/** Reads `go version go1.26.8 linux/amd64`. */
export function isRecentGo(text: string): boolean {
  const [, major = '0', minor = '0'] = /\bgo(\d+)\.(\d+)/.exec(text) ?? [];
  return Number(major) > OLDEST_GO.major || (Number(major) === OLDEST_GO.major && Number(minor) >= OLDEST_GO.minor);
}

/** docker/temporal of the project, seen from the source tree and from dist. */
function moduleFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'docker', 'temporal', 'go.mod'))) {
    if (dirname(folder) === folder)
      throw new Error('docker/temporal/go.mod is missing: restore it from the repository');
    folder = dirname(folder);
  }
  return join(folder, 'docker', 'temporal');
}
