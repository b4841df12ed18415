import type { TaskError } from '../../../src/domain/runs/outcome.js';
import { TaskFailure } from '../../sdk/index.js';
import { readError } from '../../sdk/read-error.js';

/** Longest message and longest stack, in characters. */
const LONGEST = 16 * 1024;
const CUT = '\n… [cut]';

/** Takes secrets out of a text. */
export type Mask = (text: string) => string;

/** What people and the retry rules see of anything that user code threw: its own type, bounded, without secrets, and fit for JSON in SQL. */
export function taskErrorOf(thrown: unknown, mask: Mask): TaskError {
  const { type, message } = readError(thrown);
  const said = isTaskFailure(thrown)
    ? { type: thrown.type, retryable: thrown.options.retryable ?? true }
    : { type, retryable: true };
  const stack = stackOf(thrown);
  return {
    type: storable(mask(said.type)).slice(0, 200),
    message: bounded(mask(message)),
    stack: stack === null ? null : bounded(mask(stack)),
    retryable: said.retryable,
  };
}

/** By its mark, not by its class: user code may bring its own copy of the sdk. */
const isTaskFailure = (thrown: unknown): thrown is TaskFailure =>
  codeOf(thrown) === 'TASK_FAILURE' && typeof (thrown as TaskFailure).type === 'string';

export const isSkip = (thrown: unknown): boolean => codeOf(thrown) === 'SKIP_TASK';

const codeOf = (thrown: unknown): unknown =>
  typeof thrown === 'object' && thrown !== null ? (thrown as { code?: unknown }).code : undefined;

/** A failure that an operator words itself needs no stack: the place in our code tells its reader nothing. */
function stackOf(thrown: unknown): string | null {
  if (isTaskFailure(thrown) || typeof thrown !== 'object' || thrown === null) return null;
  const { stack } = thrown as { stack?: unknown };
  return typeof stack === 'string' ? stack : null;
}

/** jsonb refuses NUL and halves of surrogate pairs. */
export const storable = (text: string): string => text.replaceAll('\0', '\uFFFD').replace(LONE_SURROGATE, '\uFFFD');
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

const bounded = (text: string): string => storable(text.length > LONGEST ? text.slice(0, LONGEST) + CUT : text);
