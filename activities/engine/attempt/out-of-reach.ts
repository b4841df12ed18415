import { sqlState } from '../../../src/platform/database/transaction.js';

/** Classes of SQLSTATE that pass by themselves: connection, transaction rolled back, resources, not in a state for it, operator, system. */
const PASSING = new Set(['08', '25', '40', '53', '55', '57', '58']);

/** Words of node-postgres for connections that died or did not come about; it gives them no code. */
const WORDS =
  /connection terminated|connection error|timeout expired|timeout exceeded|read timeout|not queryable|closed unexpectedly/i;

/**
 * True for errors that say nothing about the statement: PostgreSQL cannot be reached, restarts, is full. What was asked may have been done
 * or not, and may be asked again.
 */
export function isOutOfReach(error: unknown): boolean {
  const code = sqlState(error);
  if (/^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]{4}$/.test(code)) return PASSING.has(code.slice(0, 2));
  if (/^E[A-Z_]+$/.test(code)) return true;
  return error instanceof Error && WORDS.test(error.message);
}
