import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import type { TaskContext } from '../../sdk/index.js';
import type { ColumnPlan } from './column-plan.js';
import { copyLine } from './copy-encoding.js';
import type { CsvRow } from './csv-rows.js';
import { quoteList } from './quote-identifier.js';

/** Small writes cost COPY more than the data. */
const BATCH_CHARACTERS = 64 * 1024;

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
  rows: AsyncIterable<CsvRow>,
): Promise<number> {
  const { from } = await import('pg-copy-streams');
  const columns = target.lineColumn === null ? plan.columns : [...plan.columns, target.lineColumn];
  const sink = client.query(from(`copy ${target.table} (${quoteList(columns)}) from stdin`));
  let count = 0;
  async function* batches(): AsyncGenerator<string> {
    let batch = '';
    for await (const row of rows) {
      count += 1;
      const values = plan.positions.map((position) => row[position] ?? null);
      batch += copyLine(target.lineColumn === null ? values : [...values, String(count)]);
      if (batch.length < BATCH_CHARACTERS) continue;
      context.heartbeat({ rows: count });
      yield batch;
      batch = '';
    }
    if (batch !== '') yield batch;
  }
  await pipeline(Readable.from(batches()), sink);
  return count;
}
