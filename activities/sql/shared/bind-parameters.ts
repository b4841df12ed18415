import { TaskFailure, type Json, type JsonObject } from '../../sdk/index.js';
import type { SqlStatement } from './sql-statements.js';

/** Values for `$1 …` of a statement. Throws SqlParameters, not retryable, when one is missing or the text has `$n` of its own. */
export function bindParameters(statement: SqlStatement, parameters: JsonObject): unknown[] {
  if (statement.positional) throw refusal('write parameters as :name, not as $1');
  const missing = statement.names.filter((name) => !Object.hasOwn(parameters, name));
  if (missing.length > 0) {
    const given = Object.keys(parameters);
    const list = given.length === 0 ? 'none' : given.join(', ');
    throw refusal(`no value for :${missing.join(', :')}; "parameters" has ${list}`);
  }
  return statement.names.map((name) => toPostgres(parameters[name] ?? null));
}

/** A list of scalars is a PostgreSQL array (`= any(:ids)`), any other structure is JSON text. */
function toPostgres(value: Json): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const isArray = Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null);
  return isArray ? value : JSON.stringify(value);
}

const refusal = (message: string): TaskFailure => new TaskFailure('SqlParameters', message, { retryable: false });
