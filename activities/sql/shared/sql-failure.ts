import { TaskFailure } from '../../sdk/index.js';
import { readError } from '../../sdk/read-error.js';

/** Connection lost or refused, server starting or stopping, no resources, serialization failure, deadlock, lock not available in time. */
const RETRYABLE = /^(08|53|57P0)|^(40001|40P01|55P03)$/;
const SQLSTATE = /^[0-9A-Z]{5}$/;

/** A TaskFailure of type SqlError that names SQLSTATE and place. Values of rows, which `detail` quotes, stay out of it. */
export function sqlFailure(error: unknown, statement: { text: string; line: number } | null): unknown {
  const { code, message } = readError(error);
  if (code === 'TASK_FAILURE') return error;
  if (code === null || !SQLSTATE.test(code)) {
    const why = message === '' ? (code ?? 'no connection') : message;
    return new TaskFailure('SqlError', `the connection failed: ${why}`, { retryable: true, cause: error });
  }
  const text = `SQLSTATE ${code}: ${message}${placeOf(error, statement)}${hintOf(error)}`;
  return new TaskFailure('SqlError', text, { retryable: RETRYABLE.test(code), cause: error });
}

function placeOf(error: unknown, statement: { text: string; line: number } | null): string {
  const position = Number((error as { position?: unknown }).position);
  if (statement === null) return '';
  if (!Number.isInteger(position)) return ` (statement at line ${statement.line})`;
  const before = statement.text.slice(0, position - 1).split('\n');
  return ` (line ${statement.line + before.length - 1})`;
}

function hintOf(error: unknown): string {
  const { hint } = error as { hint?: unknown };
  return typeof hint === 'string' ? `; hint: ${hint}` : '';
}
