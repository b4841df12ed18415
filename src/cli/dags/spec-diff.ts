import type { Json } from '../../domain/json.js';
import { sequenceDiff, type Step } from './sequence-diff.js';

/** One difference of two specs, at a path such as tasks.load.with.sql. */
export type SpecChange =
  | { readonly kind: 'added'; readonly path: string; readonly after: Json }
  | { readonly kind: 'removed'; readonly path: string; readonly before: Json }
  | { readonly kind: 'changed'; readonly path: string; readonly before: Json; readonly after: Json }
  | { readonly kind: 'text'; readonly path: string; readonly lines: readonly Step<string>[] }
  | { readonly kind: 'list'; readonly path: string; readonly items: readonly Step<string>[] };

/** What is different, in the order of the keys, those of `before` first. Equal specs have no change. */
export function specDiff(before: Json, after: Json, path = ''): SpecChange[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (isObject(before) && isObject(after)) return objectDiff(before, after, path);
  if (Array.isArray(before) && Array.isArray(after)) {
    const items = sequenceDiff(before.map(toText), after.map(toText));
    return [{ kind: 'list', path, items }];
  }
  if (isText(before) && isText(after) && (before.includes('\n') || after.includes('\n')))
    return [{ kind: 'text', path, lines: sequenceDiff(before.split('\n'), after.split('\n')) }];
  return [{ kind: 'changed', path, before, after }];
}

function objectDiff(before: Record<string, Json>, after: Record<string, Json>, path: string): SpecChange[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key): SpecChange[] => {
    const at = path === '' ? key : `${path}.${key}`;
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    const fresh = Object.hasOwn(after, key) ? after[key] : undefined;
    if (old === undefined) return fresh === undefined ? [] : [{ kind: 'added', path: at, after: fresh }];
    return fresh === undefined ? [{ kind: 'removed', path: at, before: old }] : specDiff(old, fresh, at);
  });
}

const isObject = (value: Json): value is Record<string, Json> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const isText = (value: Json): value is string => typeof value === 'string';

/** Objects with the same content compare equal whatever the order of their keys. */
const toText = (value: Json): string => (isText(value) ? value : JSON.stringify(sorted(value)));

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key] ?? null)]),
  );
}
