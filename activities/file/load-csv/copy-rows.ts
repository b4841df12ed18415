import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import type { TaskContext } from '../../sdk/index.js';
import type { ColumnPlan } from './column-plan.js';
import { copyLine } from './copy-encoding.js';
import type { CsvRow } from './csv-record.js';
import { quoteList } from './quote-identifier.js';

export interface CopyTarget {
  /** Quoted. */
  table: string;
  /** Column of the table that takes the number of the line; null where it is not wanted. */
  lineColumn: string | null;
}

/** Streams the lines into the table with COPY and gives their number. Memory does not grow with the file. */
export async function copyRows(
  context: TaskContext,
  client: Client,
  target: CopyTarget,
  plan: ColumnPlan,
  rows: AsyncIterable<CsvRow[]>,
): Promise<number> {
  const { from } = await import('pg-copy-streams');
  const columns = target.lineColumn === null ? plan.columns : [...plan.columns, target.lineColumn];
  const sink = client.query(from(`copy ${target.table} (${quoteList(columns)}) from stdin`));
  let count = 0;
  const lineOf = (row: CsvRow): string => {
    count += 1;
    const values = plan.positions.map((position) => row[position] ?? null);
    return copyLine(target.lineColumn === null ? values : [...values, String(count)]);
  };
  async function* pieces(): AsyncGenerator<string> {
    for await (const batch of rows) {
      if (batch.length > 0) yield batch.map(lineOf).join('');
      context.heartbeat({ rows: count });
    }
  }
  await pipeline(Readable.from(pieces()), sink);
  return count;
}
