import { fileURLToPath } from 'node:url';

/** A module of ours as the main file of a thread or a process: compiled beside us, or as source (in specs and benchmarks), which needs a loader. */
export interface NodeProgramFile {
  path: string;
  execArgv: string[];
}

const SOURCE_LOADER = new URL('../../../test/support/source-loader/register.mjs', import.meta.url).href;

/** @param name of a module in the folder of `from` (an import.meta.url), without its extension */
export function nodeProgram(name: string, from: string): NodeProgramFile {
  const isSource = from.endsWith('.ts');
  const path = fileURLToPath(new URL(`./${name}${isSource ? '.ts' : '.js'}`, from));
  return { path, execArgv: isSource ? ['--import', SOURCE_LOADER] : [] };
}
