import type { Client } from 'pg';
import { assertNever } from '../../../src/domain/assert-never.js';
import { TaskFailure, type TaskContext, type TaskResult } from '../../sdk/index.js';
import { withClient } from '../../sql/shared/with-client.js';
import { planColumns, type ColumnPlan } from './column-plan.js';
import { copyRows } from './copy-rows.js';
import type { CsvRow } from './csv-record.js';
import { csvRows } from './csv-rows.js';
import { quoteTable } from './quote-identifier.js';
import type { FileLoadCsvWith } from './schema.js';
import { upsertRows } from './upsert-rows.js';

/** All rows or none: one transaction. Throws FileNotFound, BadContent, SqlError. */
export async function runLoadCsv(context: TaskContext, params: FileLoadCsvWith): Promise<TaskResult> {
  const batches = csvRows(await context.resolvePath(params.path));
  try {
    const { header, rows } = await splitHeader(batches);
    const plan = planColumns(header, params.columns, params.keys ?? []);
    const count = await withClient(context, params.connection, async (client) => {
      await client.query('begin');
      const loaded = await load(context, client, params, plan, rows);
      await client.query('commit');
      return loaded;
    });
    context.logger.info(`${count} rows into ${params.table}`);
    return { value: count };
  } finally {
    await batches.return(undefined);
  }
}

/** The first record, and the others as they come. */
async function splitHeader(
  batches: AsyncGenerator<CsvRow[]>,
): Promise<{ header: CsvRow; rows: AsyncIterable<CsvRow[]> }> {
  for (let batch = await batches.next(); batch.done !== true; batch = await batches.next()) {
    const [header, ...first] = batch.value;
    if (header !== undefined) return { header, rows: chain(first, batches) };
  }
  throw new TaskFailure('BadContent', 'the file has no header', { retryable: false });
}

async function* chain(first: CsvRow[], others: AsyncIterable<CsvRow[]>): AsyncGenerator<CsvRow[]> {
  yield first;
  yield* others;
}

async function load(
  context: TaskContext,
  client: Client,
  { table: name, mode, keys = [] }: FileLoadCsvWith,
  plan: ColumnPlan,
  rows: AsyncIterable<CsvRow[]>,
): Promise<number> {
  const table = quoteTable(name);
  switch (mode) {
    case 'append':
      return copyRows(context, client, { table, lineColumn: null }, plan, rows);
    case 'replace':
      // writers wait, so that two replacements do not add up; readers see the old rows until the commit
      await client.query(`lock table ${table} in share row exclusive mode`);
      await client.query(`delete from ${table}`);
      return copyRows(context, client, { table, lineColumn: null }, plan, rows);
    case 'upsert':
      return upsertRows(context, client, { table, keys }, plan, rows);
    default:
      return assertNever(mode, 'mode');
  }
}
