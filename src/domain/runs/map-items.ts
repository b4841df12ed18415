import type { Json, JsonObject } from '../json.js';
import type { TaskError } from './outcome.js';

export type MapItems = { ok: true; items: JsonObject[] } | { ok: false; error: TaskError };

/**
 * The items that a rendered `map` gives, each an object of its keys (airflow-semantics §1.11): the cross product of its lists, the last key varying
 * fastest. An object in place of a list gives its entries as [key, value] pairs. The keys of an item of `each` stand beside it.
 * Errors: NotMappable, MapTooLong; neither can be mended by another try.
 * @param limit greatest number of items
 */
export function mapItems(rendered: JsonObject, limit: number): MapItems {
  const lists: [string, Json[]][] = [];
  for (const [key, value] of Object.entries(rendered)) {
    const list = listOf(value);
    if (list === null) return refused('NotMappable', `map.${key} is ${kindOf(value)}: it must be a list or an object`);
    lists.push([key, list]);
  }
  const length = lists.reduce((product, [, list]) => product * list.length, 1);
  if (length > limit) return refused('MapTooLong', `the map has ${length} items, maxMapLength is ${limit}`);
  return { ok: true, items: Array.from({ length }, (_, i) => itemAt(lists, i)) };
}

function listOf(value: Json): Json[] | null {
  if (Array.isArray(value)) return value;
  return typeof value === 'object' && value !== null ? Object.entries(value).map(([key, one]) => [key, one]) : null;
}

const kindOf = (value: Json): string => (value === null ? 'null' : `a ${typeof value}`);

function itemAt(lists: readonly (readonly [string, Json[]])[], index: number): JsonObject {
  const values: [string, Json][] = [];
  let rest = index;
  for (const [key, list] of lists.toReversed()) {
    values.unshift([key, list[rest % list.length] ?? null]);
    rest = Math.floor(rest / list.length);
  }
  const item = Object.fromEntries(values);
  const { each } = item;
  return typeof each === 'object' && each !== null && !Array.isArray(each) ? { ...each, ...item } : item;
}

const refused = (type: string, message: string): MapItems => ({
  ok: false,
  error: { type, message, retryable: false },
});
