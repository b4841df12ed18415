import { readFile, stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { CliFailure } from '../cli-failure.js';
import { EXIT } from '../exit-code.js';
import type { Io } from '../io.js';

/** The text of one DAG. A TypeScript file makes one for each DAG that it exports. */
export interface DagDocument {
  /** As given on the command line. */
  readonly file: string;
  readonly format: 'yaml' | 'json';
  readonly text: string;
  /** False where the text was made by code: its lines are not those of the file. */
  readonly hasLines: boolean;
}

const MOST_BYTES = 64 * 1024 * 1024;
const MODULES = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/** @throws CliFailure for a file that cannot be read or loaded */
export async function readDagDocuments(io: Pick<Io, 'cwd'>, file: string): Promise<DagDocument[]> {
  const path = resolve(io.cwd, file);
  const extension = extname(path).toLowerCase();
  if (MODULES.includes(extension)) return await loadModule(io, file, path);
  if (!['.yaml', '.yml', '.json'].includes(extension))
    throw new CliFailure(EXIT.usage, 'USAGE', `${file}: a DAG file ends in .yaml, .yml, .json or .ts`);
  const text = await readText(file, path);
  return [{ file, format: extension === '.json' ? 'json' : 'yaml', text, hasLines: true }];
}

async function readText(file: string, path: string): Promise<string> {
  const { size } = await stat(path).catch(() => ({ size: -1 }));
  if (size > MOST_BYTES) throw new CliFailure(EXIT.failed, 'TOO_LARGE', `${file}: no DAG file has ${size} bytes`);
  return await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CliFailure(EXIT.usage, 'USAGE', `${file}: cannot be read (${error.code ?? error.message})`);
  });
}

/** Runs the module, as the service does it for a project's DAG files. */
async function loadModule(io: Pick<Io, 'cwd'>, file: string, path: string): Promise<DagDocument[]> {
  const { readDagFile } = await import('../../../activities/registry/collect-dags.js');
  const { createModuleLoader } = await import('../../../activities/registry/module-loader.js');
  await stat(path).catch(() => readText(file, path));
  try {
    const { documents } = await readDagFile(file, path, createModuleLoader(io.cwd));
    return documents.map(({ format, text }) => ({ file, format, text, hasLines: false }));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new CliFailure(EXIT.failed, 'IMPORT_ERROR', `${file}: ${message}`);
  }
}
