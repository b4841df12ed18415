import { spawn } from 'node:child_process';
import { killGroup } from './end-process.js';
import type { Launch } from './gated-spawn.js';

export interface CommandResult {
  /** Exit code; null when a signal, the time limit or the caller's abort ended it, or when it could not be started. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly input?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** Called with each line of stderr as it comes. */
  readonly onErrorLine?: (line: string) => void;
}

const KEPT_CHARS = 64 * 1024;

/** Runs a command to its end, in a process group of its own, and returns its output (the last 64 KiB of each stream). Never throws. */
export async function runCommand(launch: Launch, options: CommandOptions = {}): Promise<CommandResult> {
  const child = spawn(launch.command, [...launch.args], {
    cwd: launch.cwd,
    env: launch.env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    uid: launch.owner?.uid,
    gid: launch.owner?.gid,
  });
  const out = keepTail(child.stdout);
  const err = keepTail(child.stderr, options.onErrorLine);
  const stop = (): void => (child.pid === undefined ? undefined : killGroup(child.pid));
  const timer = options.timeoutMs === undefined ? undefined : setTimeout(stop, options.timeoutMs);
  options.signal?.addEventListener('abort', stop, { once: true });
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => resolve((err.add(String(error)), null)));
    child.once('close', (exit) => resolve(exit));
    if (options.signal?.aborted === true) stop();
  });
  clearTimeout(timer);
  options.signal?.removeEventListener('abort', stop);
  return { code, stdout: out.text(), stderr: err.text() };
}

function keepTail(
  stream: NodeJS.ReadableStream,
  onLine?: (line: string) => void,
): { text(): string; add(more: string): void } {
  let kept = '';
  let open = '';
  const add = (more: string): void => {
    kept = (kept + more).slice(-KEPT_CHARS);
    const lines = (open + more).split('\n');
    open = lines.pop() ?? '';
    if (onLine !== undefined) lines.forEach(onLine);
  };
  stream.setEncoding('utf8');
  stream.on('data', (chunk) => add(String(chunk)));
  return { text: () => kept, add };
}
