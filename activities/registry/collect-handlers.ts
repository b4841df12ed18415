import { basename, dirname, extname } from 'node:path';
import { isTaskHandler, isTimetable, type TaskHandler, type TimetableHandler } from '../sdk/index.js';
import { isHandlerName } from '../sdk/task-handler.js';
import type { ImportError } from './import-error.js';
import type { ModuleExports } from './module-loader.js';

export interface NamedHandler {
  name: string;
  handler: TaskHandler;
  /** Module that exports it, as shown. */
  path: string;
}

export interface NamedTimetable {
  name: string;
  timetable: TimetableHandler;
  /** Module that exports it, as shown. */
  path: string;
}

/** Tasks and timetables by name out of a module's exports, and what is wrong with them. `taken` holds the modules of names found before. */
export function collectHandlers(path: string, exports: ModuleExports, taken: ReadonlyMap<string, string>) {
  const handlers: NamedHandler[] = [];
  const timetables: NamedTimetable[] = [];
  const errors: ImportError[] = [];
  const here = new Map<string, unknown>();
  for (const [exported, value] of Object.entries(exports)) {
    if (!isTaskHandler(value) && !isTimetable(value)) continue;
    const name = value.name ?? nameOf(path, exported);
    const other = here.get(name);
    const twice = taken.get(name) ?? (other !== undefined && other !== value ? path : undefined);
    here.set(name, value);
    if (!isHandlerName(name))
      errors.push({ path, message: `"${name}" cannot be a handler's name: give defineTask or defineTimetable a name` });
    else if (twice !== undefined) errors.push({ path, message: `handler "${name}" is defined in ${twice} already` });
    else if (isTimetable(value)) timetables.push({ name, timetable: value, path });
    else handlers.push({ name, handler: value, path });
  }
  if (here.size === 0) errors.push({ path, message: NOTHING });
  return { handlers, timetables, errors };
}

const NOTHING = 'exports no handler: export what defineTask or defineTimetable returned';

/** `<base name>.<export>`, the base name alone for a default export; an index module is named after its folder. */
function nameOf(path: string, exported: string): string {
  const base = basename(path, extname(path));
  const module = base === 'index' ? basename(dirname(path)) : base;
  return exported === 'default' ? module : `${module}.${exported}`;
}
