import { TaskFailure, throwIfAborted, type ProcessResult, type TaskContext } from '../../sdk/index.js';
import { readError } from '../../sdk/read-error.js';
import { lastLines } from './last-lines.js';

export interface LoggedProcess {
  file: string;
  args: readonly string[];
  cwd: string;
  env: Record<string, string>;
  onStdout?(bytes: Uint8Array): void;
}
export interface LoggedResult extends ProcessResult {
  /** Last lines of stderr, for a message. */
  stderr: string;
}

/** Runs a process with all it prints going to the task's log. Throws StartFailed, or the reason of the cancel or the timeout. */
export async function runProcess(context: TaskContext, request: LoggedProcess): Promise<LoggedResult> {
  const { onStdout, ...command } = request;
  const errors = lastLines();
  try {
    const result = await context.spawn({
      ...command,
      onLine: (stream, text) => {
        context.logger.line(stream, text);
        if (stream === 'stderr') errors.add(text);
      },
      onBytes: (stream, bytes) => {
        if (stream === 'stdout') onStdout?.(bytes);
      },
    });
    throwIfAborted(context);
    return { ...result, stderr: errors.text() };
  } catch (error) {
    throwIfAborted(context);
    throw startFailure(request.file, error);
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'no such program on the worker (or its folder is gone)',
  EACCES: 'the worker may not execute it',
  E2BIG: 'its arguments and environment are too large: pass large values in a file',
};

function startFailure(file: string, error: unknown): unknown {
  const { code } = readError(error);
  const reason = code === null ? undefined : REASONS[code];
  if (reason === undefined) return error;
  return new TaskFailure('StartFailed', `cannot start ${file}: ${reason}`, { retryable: false, cause: error });
}

/** How a process ended, in words. */
export const describeEnd = ({ exitCode, signal }: ProcessResult): string =>
  exitCode === null ? `was ended by ${signal ?? 'a signal'}` : `exited with code ${exitCode}`;
