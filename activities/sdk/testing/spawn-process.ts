import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { ProcessRequest, ProcessResult } from '../task-context.js';

const LINE_LIMIT = 64 * 1024;
const CUT_MARK = ' … [line cut]';

/** Runs a process as the worker does: own process group, TERM on abort, KILL after `graceMs`. For tests. */
export function spawnProcess(request: ProcessRequest, signal: AbortSignal, graceMs: number): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    const { file, args, cwd, env } = request;
    const stdin = request.input === undefined ? 'ignore' : 'pipe';
    const child = spawn(file, [...args], { cwd, env, detached: true, stdio: [stdin, 'pipe', 'pipe'] });
    const stop = terminator(child.pid, graceMs);
    const onAbort = (): void => stop.terminate();
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    const flushOut = forward(child.stdout, 'stdout', request);
    const flushErr = forward(child.stderr, 'stderr', request);
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(request.input);
    const settle = (act: () => void): void => {
      signal.removeEventListener('abort', onAbort);
      stop.clear();
      act();
    };
    child.on('error', (error) => settle(() => reject(error)));
    child.on('close', (exitCode, exitSignal) => {
      flushOut();
      flushErr();
      settle(() => resolve({ exitCode, signal: exitSignal }));
    });
  });
}

function terminator(pid: number | undefined, graceMs: number): { terminate(): void; clear(): void } {
  let timer: NodeJS.Timeout | undefined;
  const send = (name: NodeJS.Signals): void => {
    if (pid === undefined) return;
    try {
      process.kill(-pid, name);
    } catch {
      // the group is gone already
    }
  };
  return {
    terminate: () => {
      send('SIGTERM');
      timer = setTimeout(() => send('SIGKILL'), graceMs);
    },
    clear: () => clearTimeout(timer),
  };
}

function forward(
  source: Readable | null,
  stream: 'stdout' | 'stderr',
  { onLine, onBytes }: ProcessRequest,
): () => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const emit = (line: string): void =>
    onLine(stream, line.length > LINE_LIMIT ? line.slice(0, LINE_LIMIT) + CUT_MARK : line);
  source?.on('data', (bytes: Buffer) => {
    onBytes?.(stream, bytes);
    const lines = (rest + decoder.write(bytes)).split('\n');
    rest = lines.pop() ?? '';
    // beyond the cut nothing of a line is shown, so nothing of it is kept
    if (rest.length > LINE_LIMIT + 1) rest = rest.slice(0, LINE_LIMIT + 1);
    for (const line of lines) emit(line);
  });
  return () => {
    rest += decoder.end();
    if (rest !== '') emit(rest);
  };
}
