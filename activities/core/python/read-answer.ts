import { readFile, stat } from 'node:fs/promises';
import type { Json } from '../../../src/domain/json.js';
import { SkipTask, TaskFailure } from '../../sdk/index.js';
import { readError } from '../../sdk/read-error.js';
import { LARGEST_RESULT_BYTES } from '../shared/limits.js';

/** What the runner writes; nothing when Python ended before it could. */
interface Answer {
  value?: Json;
  skip?: string;
  error?: { type: string; message: string; retryable?: boolean };
}

/**
 * The function's return value; undefined for a script. Null when there is no answer.
 * Throws a TaskFailure named after the Python exception, a SkipTask, or OutputTooLarge.
 */
export async function readAnswer(path: string): Promise<{ value: Json | undefined } | null> {
  const answer = await load(path);
  if (answer === null) return null;
  if (answer.skip !== undefined) throw new SkipTask(answer.skip);
  if (answer.error === undefined) return { value: answer.value };
  const { type, message, retryable } = answer.error;
  throw new TaskFailure(type, message, retryable === undefined ? {} : { retryable });
}

async function load(path: string): Promise<Answer | null> {
  try {
    const { size } = await stat(path);
    if (size > LARGEST_RESULT_BYTES) {
      const message = `the return value has ${size} bytes, more than ${LARGEST_RESULT_BYTES}: write it to a file and return the path`;
      throw new TaskFailure('OutputTooLarge', message, { retryable: false });
    }
    return JSON.parse(await readFile(path, 'utf8')) as Answer;
  } catch (error) {
    if (readError(error).code === 'ENOENT') return null;
    throw error;
  }
}
