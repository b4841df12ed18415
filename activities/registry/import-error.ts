import { readError } from '../sdk/read-error.js';

/** Why a file of the project could not be used. */
export interface ImportError {
  /** Relative to the project's folder. */
  path: string;
  message: string;
}

/** The first lines of what a module threw while it was loaded. */
export function messageOf(error: unknown): string {
  const { type, message } = readError(error);
  const text = type === 'Error' ? message : `${type}: ${message}`;
  return text.split('\n').slice(0, 5).join('\n').trim();
}
