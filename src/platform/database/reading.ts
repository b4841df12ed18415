import pg from 'pg';
import type { CustomTypesConfig } from 'pg';
import { instantFromPostgres } from '../instant.js';
import type { Asks } from './gathered-queries.js';

const TIMESTAMPTZ = 1184;
const INT8 = 20;

/** Instants come as RFC 3339 text with their microseconds (a `Date` would lose them), bigint as decimal text. */
export const API_TYPES: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === TIMESTAMPTZ) return instantFromPostgres;
    if (oid === INT8) return (text: string) => text;
    return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text');
  }) as CustomTypesConfig['getTypeParser'],
};

/** Whatever runs a query: the pool, or the connection of a transaction. */
export type Queryable = pg.Pool | pg.PoolClient;

/** Rows of one SELECT, with instants as text. */
export async function readRows<Row extends pg.QueryResultRow>(
  db: Queryable,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const { rows } = await db.query<Row>({ text, values: [...values], types: API_TYPES });
  return rows;
}

/** `readRow` for a statement that is asked for every task: planned once for each connection. */
export async function readNamedRow<Row extends pg.QueryResultRow>(
  db: Asks,
  name: string,
  text: string,
  values: readonly unknown[],
): Promise<Row | null> {
  const { rows } = await db.query<Row>({ name, text, values: [...values], types: API_TYPES });
  return rows[0] ?? null;
}

/** The first row, null where there is none. */
export async function readRow<Row extends pg.QueryResultRow>(
  db: Queryable,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row | null> {
  return (await readRows<Row>(db, text, values))[0] ?? null;
}
