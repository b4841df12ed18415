import { readFile, stat } from 'node:fs/promises';
import { TaskFailure } from './failures.js';
import { readError } from './read-error.js';

/** Largest file whose content is taken into memory; the largest XCom too. */
export const LARGEST_TEXT_BYTES = 16 * 1024 * 1024;

/**
 * Content of a text file in UTF-8, without byte order mark. `path` comes from `context.resolvePath`.
 * Throws FileNotFound, FileTooLarge (not retryable) or FileUnusable.
 */
export async function readTextFile(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > LARGEST_TEXT_BYTES) throw tooLarge(path, size);
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    throw fileFailure(path, error);
  }
}

/** The TaskFailure that a system error at a file means. */
export function fileFailure(path: string, error: unknown): unknown {
  const { code, message } = readError(error);
  switch (code) {
    case 'ENOENT':
      return new TaskFailure('FileNotFound', `there is no file ${path}`, { cause: error });
    case 'EISDIR':
    case 'ENOTDIR':
    case 'EACCES':
    case 'EPERM':
    case 'ENOSPC':
      return new TaskFailure('FileUnusable', `${path}: ${message}`, { cause: error });
    default:
      return error;
  }
}

function tooLarge(path: string, size: number): TaskFailure {
  const message = `${path} has ${size} bytes, more than ${LARGEST_TEXT_BYTES}: load it with file.loadCsv, or pass its path on`;
  return new TaskFailure('FileTooLarge', message, { retryable: false });
}
