import { createRequire } from 'node:module';
import { sep } from 'node:path';
import { createJiti, type Jiti } from 'jiti';
import { z } from 'zod';
import * as sdk from '../sdk/index.js';
import * as testing from '../sdk/testing/index.js';
import { importedFiles } from './imported-files.js';

export type ModuleExports = Record<string, unknown>;

export interface ModuleLoader {
  /** Runs a module of the project and gives its exports. Throws what it throws. */
  load(path: string): Promise<ModuleExports>;
  /** All files of the project's own that were loaded so far, those that modules import included. */
  loadedFiles(): Promise<string[]>;
}

/**
 * Loads TypeScript and JavaScript of the project. `continuo/sdk` and `continuo/sdk/testing` are this very copy of the sdk, and `zod` is ours where the project has
 * none. A new loader sees changed files; only plain ES modules in JavaScript stay as Node has cached them, until the process starts again.
 */
export function createModuleLoader(directory: string): ModuleLoader {
  const own = { 'continuo/sdk': sdk, 'continuo/sdk/testing': testing };
  const virtualModules = hasZod(directory) ? own : { ...own, zod: { ...z, z, default: z } };
  const jiti = createJiti(directory + sep, { fsCache: false, interopDefault: false, virtualModules });
  forgetProject(jiti);
  const before = new Set(Object.keys(jiti.cache));
  const entries = new Set<string>();
  return {
    load: async (path) => {
      entries.add(path);
      return jiti.import<ModuleExports>(path);
    },
    loadedFiles: async () => {
      const cached = Object.keys(jiti.cache).filter((file) => !before.has(file) && isProjectFile(file));
      for (const file of cached) loadedByUs.add(file);
      return importedFiles(jiti, [...entries, ...cached]);
    },
  };
}

/** Files that loaders of this process have put into Node's cache of modules. */
const loadedByUs = new Set<string>();

function forgetProject(jiti: Jiti): void {
  for (const file of loadedByUs) delete jiti.cache[file];
  loadedByUs.clear();
}

function hasZod(directory: string): boolean {
  try {
    createRequire(directory + sep).resolve('zod');
    return true;
  } catch {
    return false;
  }
}

const isProjectFile = (path: string): boolean => path.startsWith(sep) && !path.includes(`${sep}node_modules${sep}`);
