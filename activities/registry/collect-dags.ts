import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { toJson, type Json, type JsonObject } from '../sdk/index.js';
import type { ModuleExports, ModuleLoader } from './module-loader.js';

/** A DAG file of the project: the texts to register, one for each DAG of a module. */
export interface DagFile {
  /** Relative to the project's folder. */
  path: string;
  documents: DagDocument[];
  /** sha256 of the documents; a module's hash changes with what it makes, not with how it is written. */
  contentHash: string;
}
export interface DagDocument {
  format: 'yaml' | 'json';
  text: string;
}

/** No DAG file is that large; the check of its text refuses far smaller ones, with a better message. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Throws what is wrong with the file, or with the module while it runs. */
export async function readDagFile(shown: string, path: string, loader: ModuleLoader): Promise<DagFile> {
  const documents = await documentsOf(path, loader);
  const contentHash = createHash('sha256').update(JSON.stringify(documents)).digest('hex');
  return { path: shown, documents, contentHash };
}

async function documentsOf(path: string, loader: ModuleLoader): Promise<DagDocument[]> {
  const extension = extname(path).toLowerCase();
  if (extension === '.yaml' || extension === '.yml') return [{ format: 'yaml', text: await readText(path) }];
  if (extension === '.json') return [{ format: 'json', text: await readText(path) }];
  const dags = dagsOf(await loader.load(path));
  if (dags.length === 0) throw new Error('exports no DAG: export what defineDag returned');
  return dags.map((dag) => ({ format: 'json', text: JSON.stringify(dag, null, 2) }));
}

async function readText(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > MOST_BYTES) throw new Error(`has ${size} bytes: no DAG file is that large`);
  return readFile(path, 'utf8');
}

/** Objects with an id and tasks or groups, single or in lists; each once, however often it is exported. */
function dagsOf(exports: ModuleExports): JsonObject[] {
  const values = new Set(Object.values(exports).flat());
  return [...values].filter(isDag).map((dag) => toJson(dag, `DAG ${dag.id}`) as JsonObject);
}

function isDag(value: unknown): value is { id: string } & Record<string, Json> {
  if (typeof value !== 'object' || value === null) return false;
  const { id, tasks, groups } = value as Record<string, unknown>;
  return typeof id === 'string' && (typeof tasks === 'object' || typeof groups === 'object');
}
