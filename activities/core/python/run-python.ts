import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../../../src/domain/json.js';
import { TaskFailure, type TaskContext, type TaskResult } from '../../sdk/index.js';
import { LARGEST_RESULT_BYTES } from '../shared/limits.js';
import { captureLastLine, captureNothing } from '../shared/output-capture.js';
import { withOutletFile } from '../shared/outlet-file.js';
import { describeEnd, runProcess } from '../shared/run-process.js';
import { workerEnvironment } from '../shared/worker-environment.js';
import { chooseInterpreter } from './interpreter.js';
import { readAnswer } from './read-answer.js';
import { RUNNER_SOURCE } from './runner-source.js';
import type { PythonWith } from './schema.js';

/** Runs in a folder of its own for the exchange files, which goes away with the execution. */
export async function runPython(context: TaskContext, params: PythonWith): Promise<TaskResult> {
  const folder = await mkdtemp(join(tmpdir(), 'continuo-python-'));
  try {
    return await withOutletFile(context, (env) => execute(context, params, { folder, env }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Place {
  folder: string;
  env: Record<string, string>;
}

async function execute(context: TaskContext, params: PythonWith, { folder, env }: Place): Promise<TaskResult> {
  const cwd = await context.resolvePath('.');
  const request = join(folder, 'request.json');
  const answer = join(folder, 'answer.json');
  const runner = join(folder, 'runner.py');
  await writeFile(runner, RUNNER_SOURCE);
  await writeFile(request, JSON.stringify(await requestFor(context, params, folder)));
  const interpreter = await chooseInterpreter(context, params, cwd);
  const capture = params.script === undefined ? captureNothing() : captureLastLine(LARGEST_RESULT_BYTES);
  const result = await runProcess(context, {
    file: interpreter.file,
    args: [...interpreter.args, runner, request, answer],
    cwd,
    env: workerEnvironment({ ...env, ...interpreter.env, PYTHONUTF8: '1' }),
    onStdout: capture.take,
  });
  const answered = await readAnswer(answer);
  if (answered === null && result.exitCode !== 0) {
    throw new TaskFailure(
      'PythonExit',
      `Python ${describeEnd(result)}${result.stderr === '' ? '' : `:\n${result.stderr}`}`,
    );
  }
  const value = params.script === undefined ? answered?.value : printed(capture.result());
  return value === undefined ? {} : { value };
}

async function requestFor(context: TaskContext, params: PythonWith, folder: string): Promise<Json> {
  const { script, file, args = null } = params;
  if (script === undefined) {
    return { file: await context.resolvePath(file ?? ''), function: params.function ?? null, args };
  }
  const path = join(folder, 'script.py');
  await writeFile(path, script);
  return { file: path, function: null, args };
}

/** The last line: as JSON when it is JSON, else as text; nothing when nothing was printed. */
function printed({ text, overflow }: { text: string | null; overflow: boolean }): Json | undefined {
  if (overflow) {
    throw new TaskFailure('OutputTooLarge', 'the last line is above 16 MiB: write it to a file', { retryable: false });
  }
  if (text === null) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
