import { TaskFailure } from '../../sdk/index.js';
import type { CsvRow } from './csv-record.js';
import type { FileLoadCsvWith } from './schema.js';

/** Columns of the table, and where each one's value stands in a line. */
export interface ColumnPlan {
  columns: string[];
  positions: number[];
}

/** Which columns are loaded from where. Throws BadContent, not retryable, for a name that the header does not have. */
export function planColumns(header: CsvRow, columns: FileLoadCsvWith['columns'], keys: readonly string[]): ColumnPlan {
  const names = header.map((name) => name ?? '');
  const wanted = wantedColumns(names, columns);
  const missing = wanted.filter(([, source]) => !names.includes(source)).map(([, source]) => source);
  if (missing.length > 0) throw badContent(`the header has no ${missing.join(', ')}; it has ${names.join(', ')}`);
  const twice = names.find((name, i) => names.indexOf(name) !== i && wanted.some(([, source]) => source === name));
  if (twice !== undefined) throw badContent(`the header has "${twice}" twice`);
  const plan = {
    columns: wanted.map(([column]) => column),
    positions: wanted.map(([, source]) => names.indexOf(source)),
  };
  const strange = keys.filter((key) => !plan.columns.includes(key));
  if (strange.length > 0) throw badContent(`keys that are not among the columns: ${strange.join(', ')}`);
  return plan;
}

/** Pairs of column and name in the header. */
function wantedColumns(names: string[], columns: FileLoadCsvWith['columns']): [string, string][] {
  if (columns === undefined) return names.map((name) => [name, name]);
  return Array.isArray(columns) ? columns.map((name) => [name, name]) : Object.entries(columns);
}

const badContent = (message: string): TaskFailure => new TaskFailure('BadContent', message, { retryable: false });
