import { access } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { ProjectConfig } from '../sdk/index.js';
import { calendarsSchema } from './calendars.js';
import { messageOf } from './import-error.js';
import type { ModuleLoader } from './module-loader.js';

const FILE_NAMES = ['ts', 'mts', 'js', 'mjs'].map((extension) => `continuo.config.${extension}`);
const paths = z.array(z.string().min(1)).optional();
const configSchema = z.strictObject({
  dags: paths,
  handlers: paths,
  operators: paths,
  calendars: calendarsSchema.optional(),
  files: z.strictObject({ roots: paths }).optional(),
});

export type ConfigResult =
  | { kind: 'none' }
  | { kind: 'found'; path: string; config: ProjectConfig }
  | { kind: 'bad'; path: string; message: string };

/** The project's folder: `CONTINUO_PROJECT`, default the working directory. */
export const projectDirectory = (environment: NodeJS.ProcessEnv = process.env): string =>
  resolve(environment['CONTINUO_PROJECT'] ?? '.');

/** Absolute paths that a configuration may have. */
export const configPaths = (directory: string): string[] => FILE_NAMES.map((name) => join(directory, name));

/** The default export of `continuo.config.ts`, checked. */
export async function loadConfig(directory: string, loader: ModuleLoader): Promise<ConfigResult> {
  for (const path of configPaths(directory)) {
    if (await exists(path)) return readConfig(path, loader);
  }
  return { kind: 'none' };
}

async function readConfig(path: string, loader: ModuleLoader): Promise<ConfigResult> {
  try {
    const { default: exported } = await loader.load(path);
    if (exported === undefined) return { kind: 'bad', path, message: 'export default defineConfig({ … }) is missing' };
    const parsed = configSchema.safeParse(exported);
    if (parsed.success) return { kind: 'found', path, config: withoutUndefined(parsed.data) };
    const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the export'}: ${issue.message}`);
    return { kind: 'bad', path, message: issues.join('; ') };
  } catch (error) {
    return { kind: 'bad', path, message: messageOf(error) };
  }
}

const withoutUndefined = (config: z.output<typeof configSchema>): ProjectConfig =>
  JSON.parse(JSON.stringify(config)) as ProjectConfig;

/** Absolute allowed roots, or null for the default. */
export function rootsOf(path: string, config: ProjectConfig): string[] | null {
  const roots = config.files?.roots;
  return roots === undefined ? null : roots.map((root) => resolve(dirname(path), root));
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
