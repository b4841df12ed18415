import type { QueryConfig } from 'pg';

/** dag_run_id, task_id, map_index, try_number. */
const KEY_COLUMNS = 4;

/** The order in which statements whose values begin with a ticket's key lock their tickets: by code points, SQL's `collate "C"`. */
export function inKeyOrder(a: QueryConfig, b: QueryConfig): number {
  for (let i = 0; i < KEY_COLUMNS; i += 1) {
    const [left, right] = [partOf(a, i), partOf(b, i)];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

const partOf = ({ values = [] }: QueryConfig, i: number): string | number => values[i] as string | number;
