import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { TaskFailure, type TaskContext } from '../../sdk/index.js';
import { readError } from '../../sdk/read-error.js';
import { describeEnd, runProcess } from '../shared/run-process.js';
import { workerEnvironment } from '../shared/worker-environment.js';
import { installerEnvironment } from './installer-environment.js';

/**
 * The interpreter of a virtual environment with these packages, made at first use and kept by the hash of interpreter and packages.
 * Each build has a folder of its own and one of them is published by a link, which is atomic: no lock, and no half-made environment is used.
 */
export async function preparedVenv(
  context: TaskContext,
  python: string,
  requirements: readonly string[],
  cwd: string,
): Promise<string> {
  const home = join(cacheFolder(), 'venvs', hashOf(python, requirements));
  const published = join(home, 'ready');
  const existing = await publishedBuild(published);
  if (existing !== null) return interpreterOf(join(home, existing));
  const build = randomUUID();
  const folder = join(home, build);
  await mkdir(home, { recursive: true });
  try {
    await install(context, python, folder, requirements, cwd);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return interpreterOf(join(home, await publish(published, build)));
}

function cacheFolder(): string {
  const { CONTINUO_CACHE, XDG_CACHE_HOME } = process.env;
  return CONTINUO_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'continuo');
}

const hashOf = (python: string, requirements: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify([python, [...requirements].sort()]))
    .digest('hex')
    .slice(0, 32);

const interpreterOf = (folder: string): string => join(folder, 'bin', 'python');

async function publishedBuild(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (readError(error).code === 'ENOENT') return null;
    throw error;
  }
}

async function install(
  context: TaskContext,
  python: string,
  folder: string,
  requirements: readonly string[],
  cwd: string,
): Promise<void> {
  context.logger.info(`installing ${requirements.join(', ')}: once on this machine`);
  await step(context, python, ['-m', 'venv', folder], cwd);
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--quiet'];
  await step(context, interpreterOf(folder), [...pip, ...requirements], cwd);
}

async function step(context: TaskContext, file: string, args: string[], cwd: string): Promise<void> {
  const result = await runProcess(context, { file, args, cwd, env: workerEnvironment(installerEnvironment()) });
  if (result.exitCode === 0) return;
  throw new TaskFailure(
    'PythonRequirements',
    `${args.slice(0, 3).join(' ')} ${describeEnd(result)}:\n${result.stderr}`,
  );
}

/** Name of the published build: this one, or the one that was faster. */
async function publish(path: string, build: string): Promise<string> {
  const own = `${path}.${build}`;
  await writeFile(own, build);
  try {
    await link(own, path);
    return build;
  } catch (error) {
    if (readError(error).code === 'EEXIST') return (await publishedBuild(path)) ?? build;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}
