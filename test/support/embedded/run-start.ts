import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Endpoint } from '../../../src/embedded/endpoint-file.js';
import { RUN_SOURCE } from '../source-loader/run-source.js';

const START = join(import.meta.dirname, 'start.ts');

/** A whole start in a process (and process group) of its own. */
export interface RunningStart {
  readonly process: ChildProcess;
  readonly pid: number;
  output(): string;
  /** Exit code; null when a signal ended it. */
  readonly exit: Promise<number | null>;
}

/** A folder that other users can pass through, as temporary folders of mkdtemp are not. */
export function openTempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'continuo-spec-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** Runs test/support/embedded/start.ts on a home. */
export function runStart(
  home: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): RunningStart {
  const child = spawn(process.execPath, [...RUN_SOURCE, START, ...args], {
    env: { ...process.env, CONTINUO_HOME: home, CONTINUO_PORT: '0', DATABASE_URL: '', TEMPORAL_ADDRESS: '', ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += String(text)));
  const exit = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return { process: child, pid: child.pid ?? 0, output: () => output, exit };
}

/** endpoint.json of a home, once it is there. @throws with the output when the start ends before. */
export async function endpointOf(home: string, start: RunningStart): Promise<Endpoint> {
  await until(
    () => existsSync(join(home, 'endpoint.json')) || start.process.exitCode !== null,
    `endpoint.json of ${home}`,
  );
  if (!existsSync(join(home, 'endpoint.json'))) throw new Error(`the start ended: ${start.output()}`);
  return JSON.parse(readFileSync(join(home, 'endpoint.json'), 'utf8'));
}

/** Waits until something is so; at most 60 s. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const end = performance.now() + 60_000; performance.now() < end;) {
    if (await isSo()) return;
    await sleep(5);
  }
  throw new Error(`waited 60 s for ${what}`);
}
