/** An identifier that PostgreSQL takes literally, whatever it holds. */
export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** `table` or `schema.table`, each part quoted. */
export const quoteTable = (name: string): string => name.split('.').map(quoteIdentifier).join('.');

export const quoteList = (names: readonly string[]): string => names.map(quoteIdentifier).join(', ');
