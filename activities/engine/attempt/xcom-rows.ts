import type { Json } from '../../../src/domain/json.js';
import { TaskFailure, type TaskResult } from '../../sdk/index.js';

/** A value that a task has pushed, as JSON text. */
export interface XComRow {
  key: string;
  value: string;
  sizeBytes: number;
}

/** The key of a task's result. */
export const RETURN_VALUE = 'return_value';

/** Largest XCom that PostgreSQL keeps. */
export const XCOM_LIMIT = 16 * 1024 * 1024;

export interface XComRules {
  push: boolean;
  /** The author's own limit; null for none. */
  maxBytes: number | null;
}

/** What a result leaves behind. @throws TaskFailure, not retryable, as the next try would make the same: XComTooLarge, BadXComKey */
export function xcomRows(result: Pick<TaskResult, 'value' | 'xcoms'>, rules: XComRules): XComRow[] {
  const pushed = new Map<string, Json | undefined>(Object.entries(result.xcoms ?? {}));
  if (rules.push && result.value !== undefined) pushed.set(RETURN_VALUE, result.value);
  const limit = Math.min(rules.maxBytes ?? XCOM_LIMIT, XCOM_LIMIT);
  return [...pushed].map(([key, value]) => rowOf(checkedKey(key), value ?? null, limit));
}

function checkedKey(key: string): string {
  if (key !== '' && key.length <= 250 && !key.includes('\0')) return key;
  throw new TaskFailure('BadXComKey', 'the key of an XCom has 1 to 250 characters and no NUL', { retryable: false });
}

function rowOf(key: string, given: Json, limit: number): XComRow {
  const value = JSON.stringify(given);
  const sizeBytes = Buffer.byteLength(value);
  if (sizeBytes <= limit) return { key, value, sizeBytes };
  const message =
    `XCom "${key}" has ${sizeBytes} bytes, the limit is ${limit}: write the data to a file, a table or an object store and return where it is, ` +
    'or set xcom.push: false where nobody reads it';
  throw new TaskFailure('XComTooLarge', message, { retryable: false });
}
