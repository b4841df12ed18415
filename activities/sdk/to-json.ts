import type { Json } from '../../src/domain/json.js';
import { TaskFailure } from './failures.js';

/**
 * The JSON that a value of user code stands for: dates become ISO text, undefined members vanish, undefined itself stays.
 * Throws a TaskFailure of type BadReturnValue, not retryable, for what JSON cannot say (functions, bigint, NaN, cycles, Map, Set).
 */
export function toJson(value: unknown, source: string): Json | undefined {
  if (value === undefined) return undefined;
  try {
    return JSON.parse(JSON.stringify(value, refuse)) as Json;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TaskFailure('BadReturnValue', `${source} returned something that is not JSON: ${why}`, {
      retryable: false,
    });
  }
}

function refuse(key: string, value: unknown): unknown {
  const at = key === '' ? 'the value' : `"${key}"`;
  if (typeof value === 'function' || typeof value === 'symbol') throw new Error(`${at} is a ${typeof value}`);
  if (typeof value === 'bigint') throw new Error(`${at} is a bigint, return it as a string`);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${at} is ${value}`);
  if (value instanceof Map || value instanceof Set) throw new Error(`${at} is a ${value.constructor.name}`);
  return value;
}
