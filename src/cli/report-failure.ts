import { CliFailure } from './cli-failure.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { plainLine } from './format/plain-text.js';
import type { Io } from './io.js';

/** Says on stderr what went wrong; with --json as { error: { code, message } }. */
export function reportFailure(error: unknown, io: Io, json: boolean): ExitCode {
  const failure = error instanceof CliFailure ? error : bug(error);
  const { code, message } = failure;
  io.stderr.write(json ? `${JSON.stringify({ error: { code, message } })}\n` : `continuo: ${message}\n`);
  return failure.exitCode;
}

/** Nothing that a command expects: the stack says where. */
function bug(error: unknown): CliFailure {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new CliFailure(EXIT.failed, 'INTERNAL', text.split('\n').map(plainLine).join('\n'));
}
