import type { Json } from '../json.js';

/** JSON as CEL takes it: safe integers become int (BigInt), other numbers stay double. */
export function toCel(value: Json): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(toCel);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toCel(item)]));
}

/** What a condition gave, as JSON; throws for what JSON cannot hold. Tags instead of classes: values may come from another realm. */
export function fromCel(value: unknown): Json {
  if (typeof value === 'bigint') return fromInteger(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value;
    throw new Error('the result is no finite number');
  }
  if (Array.isArray(value)) return value.map(fromCel);
  return fromObject(value);
}

function fromInteger(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new Error('the result is an integer beyond 2^53 - 1');
}

function fromObject(value: unknown): Json {
  switch (Object.prototype.toString.call(value)) {
    case '[object Object]':
      return Object.fromEntries(Object.entries(value as object).map(([key, item]) => [key, fromCel(item)]));
    case '[object Map]':
      return Object.fromEntries(
        [...(value as ReadonlyMap<unknown, unknown>)].map(([key, item]) => [String(key), fromCel(item)]),
      );
    case '[object Date]':
      return (value as { toISOString(): string }).toISOString();
    default:
      throw new Error('the result is neither a number, text, bool, list, map, timestamp nor null');
  }
}
