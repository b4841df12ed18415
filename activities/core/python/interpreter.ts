import type { TaskContext } from '../../sdk/index.js';
import { findProgram } from './find-program.js';
import { installerEnvironment } from './installer-environment.js';
import type { PythonWith } from './schema.js';
import { preparedVenv } from './venv.js';

export interface Interpreter {
  file: string;
  /** Stand before the script. */
  args: string[];
  /** Added to the environment. */
  env: Record<string, string>;
}

/** Plain `python3` without requirements; else `uv run --with …` where uv is on PATH, or a cached virtual environment. */
export async function chooseInterpreter(
  context: TaskContext,
  params: Pick<PythonWith, 'requirements' | 'python'>,
  cwd: string,
): Promise<Interpreter> {
  const { requirements, python } = params;
  if (requirements.length === 0) return { file: python ?? 'python3', args: ['-u'], env: {} };
  const uv = await findProgram('uv');
  if (uv === null) {
    return { file: await preparedVenv(context, python ?? 'python3', requirements, cwd), args: ['-u'], env: {} };
  }
  const packages = requirements.flatMap((requirement) => ['--with', requirement]);
  const choice = python === undefined ? [] : ['--python', python];
  const args = ['run', '--quiet', '--no-project', ...choice, ...packages, 'python', '-u'];
  return { file: uv, args, env: installerEnvironment() };
}
