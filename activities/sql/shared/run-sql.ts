import type { JsonObject, TaskContext } from '../../sdk/index.js';
import { readTextFile } from '../../sdk/text-file.js';
import { runStatements, type RowLimits, type StatementResult } from './run-statements.js';
import { parseSql } from './sql-statements.js';
import { withClient } from './with-client.js';

export interface SqlRequest {
  connection: string;
  sql?: string | undefined;
  file?: string | undefined;
  parameters: JsonObject;
}

/** Runs the SQL of `with` on a client of its own. Parameters without use are logged: they are mostly a slip of the pen. */
export async function runSql(context: TaskContext, request: SqlRequest, limits: RowLimits): Promise<StatementResult[]> {
  const source = request.sql ?? (await readTextFile(await context.resolvePath(request.file ?? '')));
  const statements = parseSql(source);
  const used = new Set(statements.flatMap(({ names }) => names));
  const unused = Object.keys(request.parameters).filter((name) => !used.has(name));
  if (unused.length > 0) context.logger.warn(`parameters that the SQL does not use: ${unused.join(', ')}`);
  return withClient(context, request.connection, (client) =>
    runStatements(client, statements, request.parameters, limits),
  );
}

/** The rows of the last statement. */
export async function queryRows(context: TaskContext, request: SqlRequest, maxRows: number): Promise<JsonObject[]> {
  const results = await runSql(context, request, { keep: true, maxRows });
  return results.at(-1)?.rows ?? [];
}
