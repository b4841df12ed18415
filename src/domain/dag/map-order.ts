/**
 * The keys of a `map` from the one that varies slowest to the one that varies fastest: as its author wrote them (airflow-semantics §1.11). Stored JSON does
 * not keep the order of keys, so a version has it in `mapOrder` beside the map.
 */
export function mapOrderOf(map: object, mapOrder: readonly string[] | undefined): string[] {
  const keys = Object.keys(map);
  return mapOrder !== undefined && isOrderOf(keys, mapOrder) ? [...mapOrder] : keys;
}

/** The list names each key once. */
export const isOrderOf = (keys: readonly string[], order: readonly string[]): boolean =>
  order.length === keys.length && new Set(order).size === keys.length && order.every((key) => keys.includes(key));

/** The map with its keys in that order. */
export const inMapOrder = <V>(map: Record<string, V>, mapOrder: readonly string[] | undefined): Record<string, V> =>
  Object.fromEntries(mapOrderOf(map, mapOrder).flatMap((key) => (key in map ? [[key, map[key] as V]] : [])));

/** What a version says of the order: nothing where there is no choice. */
export const normalizeMapOrder = ({
  map,
  mapOrder,
}: {
  map?: object | undefined;
  mapOrder?: readonly string[] | undefined;
}): { mapOrder: string[] | undefined } => {
  const order = mapOrderOf(map ?? {}, mapOrder);
  return { mapOrder: order.length < 2 ? undefined : order };
};
