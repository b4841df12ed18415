import type { ColumnOptions } from 'typeorm';

/**
 * A column as the driver's own parsers read it (see reading.ts): TypeORM shall not turn instants into `Date`, nor parse JSON a second time.
 * The tables are made by migrations, so the type named here is never used.
 */
export const AS_READ: ColumnOptions = { type: 'text' };
export const KEY: ColumnOptions = { type: 'text', primary: true };
