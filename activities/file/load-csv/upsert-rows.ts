import type { Client } from 'pg';
import type { TaskContext } from '../../sdk/index.js';
import type { ColumnPlan } from './column-plan.js';
import { copyRows } from './copy-rows.js';
import type { CsvRow } from './csv-record.js';
import { quoteIdentifier, quoteList } from './quote-identifier.js';

const STAGE = '"continuo_stage"';
const LINE = 'continuo_line';

/** Copies into a temporary table, then inserts or updates by the keys; of several lines with one key the last wins. Gives the rows written. */
export async function upsertRows(
  context: TaskContext,
  client: Client,
  { table, keys }: { table: string; keys: readonly string[] },
  plan: ColumnPlan,
  rows: AsyncIterable<CsvRow[]>,
): Promise<number> {
  const columns = quoteList(plan.columns);
  await client.query(
    `create temporary table ${STAGE} on commit drop as select ${columns}, 0::bigint as ${quoteIdentifier(LINE)} from ${table} with no data`,
  );
  await copyRows(context, client, { table: STAGE, lineColumn: LINE }, plan, rows);
  const result = await client.query(upsertSql(table, plan.columns, keys));
  return result.rowCount ?? 0;
}

function upsertSql(table: string, columns: readonly string[], keys: readonly string[]): string {
  const list = quoteList(columns);
  const key = quoteList(keys);
  const updates = columns
    .filter((column) => !keys.includes(column))
    .map((column) => `${quoteIdentifier(column)} = excluded.${quoteIdentifier(column)}`);
  const action = updates.length === 0 ? 'do nothing' : `do update set ${updates.join(', ')}`;
  return `insert into ${table} (${list})
    select ${list} from (select distinct on (${key}) * from ${STAGE} order by ${key}, ${quoteIdentifier(LINE)} desc) latest
    on conflict (${key}) ${action}`;
}
