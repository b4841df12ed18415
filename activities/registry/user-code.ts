import type { OperatorDefinition, ProjectConfig } from '../sdk/index.js';
import { builtinOperators } from './builtin.js';
import { codeVersionOf } from './code-version.js';
import { readDagFile, type DagFile } from './collect-dags.js';
import type { Calendar } from '../../src/domain/schedule/timetable.js';
import { calendarsOf } from './calendars.js';
import { collectHandlers, type NamedHandler, type NamedTimetable } from './collect-handlers.js';
import { collectOperators } from './collect-operators.js';
import { messageOf, type ImportError } from './import-error.js';
import { createModuleLoader, type ModuleLoader } from './module-loader.js';
import { configPaths, loadConfig, projectDirectory, rootsOf } from './project-config.js';
import { baseOf, findProjectFiles, shownPath } from './project-files.js';

/** What the user's project brings. Errors of single files do not hide the rest. */
export interface UserCode {
  /** Absolute. */
  directory: string;
  handlers: NamedHandler[];
  timetables: NamedTimetable[];
  /** By name. */
  calendars: ReadonlyMap<string, Calendar>;
  operators: OperatorDefinition[];
  dagFiles: DagFile[];
  errors: ImportError[];
  /** Folders that operators may use, absolute; null for the default. */
  fileRoots: string[] | null;
  /** Package version, and the hash of all files that were loaded. */
  codeVersion: string;
  /** Files and folders whose change calls for loading anew. */
  watched: string[];
  /** When reading them began, ms: what was written since may not have been read. */
  readAt: number;
}

export interface LoadOptions {
  directory?: string;
  /** What to look for; the API runs no tasks but asks timetables, a worker needs no DAG files. Default everything. */
  parts?: readonly ('dags' | 'handlers' | 'operators')[];
}

/** Loads `continuo.config.ts` and what it names. Never throws for the user's mistakes: they are in `errors`. */
export async function loadUserCode(options: LoadOptions = {}): Promise<UserCode> {
  const readAt = Date.now();
  const directory = options.directory ?? projectDirectory();
  const loader = createModuleLoader(directory);
  const found = await loadConfig(directory, loader);
  const config = found.kind === 'found' ? found.config : {};
  const project = new Project(directory, loader);
  if (found.kind === 'bad') project.errors.push({ path: shownPath(directory, found.path), message: found.message });
  const parts = options.parts ?? ['operators', 'handlers', 'dags'];
  if (parts.includes('operators')) await project.loadOperators(config.operators ?? []);
  if (parts.includes('handlers')) await project.loadHandlers(config.handlers ?? []);
  if (parts.includes('dags')) await project.loadDags(config.dags ?? []);
  const loaded = await loader.loadedFiles();
  return {
    directory,
    handlers: project.handlers,
    timetables: project.timetables,
    calendars: calendarsOf(config.calendars),
    operators: project.operators,
    dagFiles: project.dagFiles,
    errors: project.errors,
    fileRoots: found.kind === 'found' ? rootsOf(found.path, config) : null,
    codeVersion: await codeVersionOf(directory, loaded),
    watched: watchedPaths(directory, config, loaded),
    readAt,
  };
}

function watchedPaths(directory: string, config: ProjectConfig, loaded: string[]): string[] {
  const patterns = [...(config.dags ?? []), ...(config.handlers ?? []), ...(config.operators ?? [])];
  const bases = patterns.map((pattern) => baseOf(directory, pattern));
  return [...new Set([...configPaths(directory), ...bases, ...loaded])].sort();
}

/** Gathers one project's parts, file by file. */
class Project {
  readonly handlers: NamedHandler[] = [];
  readonly timetables: NamedTimetable[] = [];
  readonly operators: OperatorDefinition[] = [];
  readonly dagFiles: DagFile[] = [];
  readonly errors: ImportError[] = [];

  constructor(
    private readonly directory: string,
    private readonly loader: ModuleLoader,
  ) {}

  async loadHandlers(patterns: string[]): Promise<void> {
    const taken = new Map<string, string>();
    await this.eachFile(patterns, async (path, shown) => {
      const { handlers, timetables, errors } = collectHandlers(shown, await this.loader.load(path), taken);
      for (const { name } of [...handlers, ...timetables]) taken.set(name, shown);
      this.handlers.push(...handlers);
      this.timetables.push(...timetables);
      this.errors.push(...errors);
    });
  }

  async loadOperators(patterns: string[]): Promise<void> {
    const taken = new Map(builtinOperators(() => undefined).map(({ type }) => [type, 'Continuo']));
    await this.eachFile(patterns, async (path, shown) => {
      const { operators, errors } = collectOperators(shown, await this.loader.load(path), taken);
      for (const { type } of operators) taken.set(type, shown);
      this.operators.push(...operators);
      this.errors.push(...errors);
    });
  }

  async loadDags(patterns: string[]): Promise<void> {
    await this.eachFile(patterns, async (path, shown) => {
      this.dagFiles.push(await readDagFile(shown, path, this.loader));
    });
  }

  private async eachFile(patterns: string[], use: (path: string, shown: string) => Promise<void>): Promise<void> {
    const { files, missing } = await findProjectFiles(this.directory, patterns);
    for (const path of missing)
      this.errors.push({ path, message: 'continuo.config.ts names it, but there is no such file' });
    for (const path of files) {
      const shown = shownPath(this.directory, path);
      try {
        await use(path, shown);
      } catch (error) {
        this.errors.push({ path: shown, message: messageOf(error) });
      }
    }
  }
}
