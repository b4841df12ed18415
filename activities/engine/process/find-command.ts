import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';

/** The file that a command's name means in this environment. @throws an error with code ENOENT or EACCES, as a failed spawn */
export function findCommand(name: string, cwd: string, env: Readonly<Record<string, string>>): string {
  if (name.includes('/')) return executable(isAbsolute(name) ? name : resolve(cwd, name), name);
  const folders = (env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin').split(delimiter);
  for (const folder of folders) {
    const path = join(resolve(cwd, folder), name);
    if (isExecutable(path)) return path;
  }
  throw spawnError('ENOENT', name);
}

function executable(path: string, name: string): string {
  if (isExecutable(path)) return path;
  throw spawnError(statSync(path, { throwIfNoEntry: false }) === undefined ? 'ENOENT' : 'EACCES', name);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

const spawnError = (code: string, name: string): Error =>
  Object.assign(new Error(`spawn ${name} ${code}`), { code, path: name, syscall: `spawn ${name}` });
