import { basename, dirname, extname } from 'node:path';
import { isTaskHandler, type TaskHandler } from '../sdk/index.js';
import { isHandlerName } from '../sdk/task-handler.js';
import type { ImportError } from './import-error.js';
import type { ModuleExports } from './module-loader.js';

export interface NamedHandler {
  name: string;
  handler: TaskHandler;
  /** Module that exports it, as shown. */
  path: string;
}

/** Handlers by name out of a module's exports, and what is wrong with them. `taken` holds the modules of names found before. */
export function collectHandlers(path: string, exports: ModuleExports, taken: ReadonlyMap<string, string>) {
  const handlers: NamedHandler[] = [];
  const errors: ImportError[] = [];
  for (const [exported, value] of Object.entries(exports)) {
    if (!isTaskHandler(value)) continue;
    const name = value.name ?? nameOf(path, exported);
    const twice = taken.get(name) ?? handlers.find((other) => other.name === name && other.handler !== value)?.path;
    if (!isHandlerName(name))
      errors.push({ path, message: `"${name}" cannot be a handler's name: give defineTask a name` });
    else if (twice !== undefined) errors.push({ path, message: `handler "${name}" is defined in ${twice} already` });
    else handlers.push({ name, handler: value, path });
  }
  if (handlers.length === 0 && errors.length === 0) errors.push({ path, message: NOTHING });
  return { handlers, errors };
}

const NOTHING = 'exports no handler: export what defineTask returned';

/** `<base name>.<export>`, the base name alone for a default export; an index module is named after its folder. */
function nameOf(path: string, exported: string): string {
  const base = basename(path, extname(path));
  const module = base === 'index' ? basename(dirname(path)) : base;
  return exported === 'default' ? module : `${module}.${exported}`;
}
