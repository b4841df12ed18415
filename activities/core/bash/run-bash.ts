import { basename } from 'node:path';
import { assertNever } from '../../../src/domain/assert-never.js';
import type { Json } from '../../../src/domain/json.js';
import { SkipTask, TaskFailure, type TaskContext, type TaskResult } from '../../sdk/index.js';
import { captureAll, captureLastLine, captureNothing, type OutputCapture } from '../shared/output-capture.js';
import { withOutletFile } from '../shared/outlet-file.js';
import { describeEnd, runProcess, type LoggedResult } from '../shared/run-process.js';
import { workerEnvironment } from '../shared/worker-environment.js';
import type { BashWith } from './schema.js';

/**
 * Exit 0 succeeds, `skipExitCode` skips, anything else fails as BashExit. Only the shell's own exit code counts.
 * A result that is no JSON or too large fails as BadOutput or OutputTooLarge.
 */
export function runBash(context: TaskContext, params: BashWith): Promise<TaskResult> {
  return withOutletFile(context, (env) => execute(context, params, env));
}

async function execute(context: TaskContext, params: BashWith, env: Record<string, string>): Promise<TaskResult> {
  const capture = captureFor(params);
  const result = await runProcess(context, {
    file: params.shell,
    args: [...startupOff(params.shell), '-c', params.command],
    cwd: await context.resolvePath(params.cwd ?? '.'),
    env: workerEnvironment({ ...env, ...params.env }),
    onStdout: capture.take,
  });
  judgeExit(result, params);
  const value = readOutput(capture, params);
  return value === undefined ? {} : { value };
}

/** Where its stdin is a socket, as under Node, bash takes itself for a remote login and runs ~/.bashrc: slow, and another environment. */
const startupOff = (shell: string): string[] => (basename(shell) === 'bash' ? ['--norc'] : []);

function captureFor({ output, maxOutputBytes }: BashWith): OutputCapture {
  switch (output) {
    case 'lastLine':
      return captureLastLine(maxOutputBytes);
    case 'json':
    case 'text':
      return captureAll(maxOutputBytes);
    case 'none':
      return captureNothing();
    default:
      return assertNever(output, 'output');
  }
}

function judgeExit(result: LoggedResult, { skipExitCode }: BashWith): void {
  const { exitCode, stderr } = result;
  if (exitCode === 0) return;
  if (exitCode !== null && [skipExitCode].flat().includes(exitCode)) {
    throw new SkipTask(`the command exited with code ${exitCode}, which means: skip`);
  }
  throw new TaskFailure('BashExit', `the command ${describeEnd(result)}${stderr === '' ? '' : `:\n${stderr}`}`);
}

function readOutput(capture: OutputCapture, { output, maxOutputBytes }: BashWith): Json | undefined {
  const { text, overflow } = capture.result();
  if (overflow) {
    const message = `the command printed a result above ${maxOutputBytes} bytes: write it to a file and print the path, or set output: none`;
    throw new TaskFailure('OutputTooLarge', message, { retryable: false });
  }
  if (output !== 'json') return text ?? (output === 'text' ? '' : undefined);
  try {
    return JSON.parse(text ?? '') as Json;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TaskFailure('BadOutput', `output: json, but stdout is not JSON: ${why}`);
  }
}
