import type { Client, QueryResult } from 'pg';
import { TaskFailure, type JsonObject } from '../../sdk/index.js';
import { bindParameters } from './bind-parameters.js';
import { jsonTypes } from './column-values.js';
import { sqlFailure } from './sql-failure.js';
import type { SqlStatement } from './sql-statements.js';

export interface StatementResult {
  rows: JsonObject[];
  /** Rows written: of insert, update, delete, merge, copy and create table as; a select writes none. */
  affected: number;
}

/** Rows are kept up to these limits; with `keep` false they are only counted by the server. */
export interface RowLimits {
  keep: boolean;
  maxRows: number;
}

const MAX_BYTES = 16 * 1024 * 1024;

/** Several statements are one transaction; a single one is sent as it is, because some cannot stand in a transaction (vacuum). */
export async function runStatements(
  client: Client,
  statements: readonly SqlStatement[],
  parameters: JsonObject,
  limits: RowLimits,
): Promise<StatementResult[]> {
  if (statements.length === 0)
    throw new TaskFailure('SqlError', 'there is no statement in the SQL', { retryable: false });
  const bound = statements.map((statement) => ({ statement, values: bindParameters(statement, parameters) }));
  const results: StatementResult[] = [];
  if (bound.length > 1) await client.query('begin');
  for (const { statement, values } of bound) results.push(await runOne(client, statement, values, limits));
  if (bound.length > 1) await client.query('commit');
  return results;
}

async function runOne(
  client: Client,
  statement: SqlStatement,
  values: unknown[],
  limits: RowLimits,
): Promise<StatementResult> {
  const pg = (await import('pg')).default;
  const query = new pg.Query({ text: statement.text, values, types: jsonTypes(pg.types) });
  const rows: JsonObject[] = [];
  let size = 0;
  const done = new Promise<StatementResult>((resolve, reject) => {
    query.on('error', (error) => reject(sqlFailure(error, statement)));
    query.on('end', (result) => resolve({ rows, affected: affectedBy(result as unknown as QueryResult) }));
    query.on('row', (row: JsonObject) => {
      if (!limits.keep) return;
      size += JSON.stringify(row).length;
      if (rows.length < limits.maxRows && size <= MAX_BYTES) rows.push(row);
      else reject(tooMuch(rows.length, limits.maxRows));
    });
  });
  client.query(query);
  return done;
}

function affectedBy({ command, fields, rowCount }: QueryResult): number {
  const returnsRows = fields.length > 0;
  const writes = ['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'COPY'].includes(command);
  return writes || !returnsRows ? (rowCount ?? 0) : 0;
}

function tooMuch(rows: number, maxRows: number): TaskFailure {
  if (rows < maxRows) {
    const message = `the rows are larger than ${MAX_BYTES} bytes: select less, or write them to a table or a file`;
    return new TaskFailure('ResultTooLarge', message, { retryable: false });
  }
  const message = `there are more than ${maxRows} rows: aggregate or limit them in SQL, or raise maxRows`;
  return new TaskFailure('TooManyRows', message, { retryable: false });
}
