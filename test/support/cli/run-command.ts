import { Readable } from 'node:stream';
import { runCli } from '../../../src/cli/program.js';
import type { Io } from '../../../src/cli/io.js';
import { FIXTURE_TOKEN } from './fixture-api.js';

export interface CommandOptions {
  readonly url?: string;
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  readonly stdin?: string;
  /** Columns and rows of a terminal; undefined: stdout is a pipe. */
  readonly terminal?: { columns: number; rows: number };
  readonly now?: number;
  readonly runWorker?: (options: { queue: string }) => Promise<unknown>;
  /** Sees what is written as it is written. */
  readonly onOutput?: (text: string) => void;
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command line within this process, as bin/continuo.mjs would. */
export async function runCommand(args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  const stdin = Readable.from([options.stdin ?? '']) as unknown as NodeJS.ReadStream;
  stdin.isTTY = false;
  const io: Io = {
    env: {
      ...(options.url === undefined ? {} : { CONTINUO_URL: options.url, CONTINUO_TOKEN: FIXTURE_TOKEN }),
      ...options.env,
    },
    cwd: options.cwd ?? process.cwd(),
    stdin,
    stdout: {
      write: (text) => {
        stdout += text;
        options.onOutput?.(text);
      },
      ...(options.terminal === undefined ? {} : { isTTY: true, ...options.terminal }),
    },
    stderr: { write: (text) => (stderr += text) },
    now: () => options.now ?? Date.parse('2026-11-21T08:01:00Z'),
  };
  const runWorker = options.runWorker ?? (async () => undefined);
  const code = await runCli(args, { io, runWorker });
  return { code, stdout, stderr };
}
