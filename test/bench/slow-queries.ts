import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';

/** Longest time of a statement (ms) that nobody asks about. */
export const SLOW_MS = 200;

/** From now on PostgreSQL writes down every statement that takes longer. */
export async function watchQueries(database: Client): Promise<void> {
  await database.query(`alter system set log_min_duration_statement = ${SLOW_MS}`);
  await database.query('alter system set log_parameter_max_length = 0');
  await database.query('select pg_reload_conf()');
}

/** The statements that took longer, with their times, each text once. */
export function slowQueries(home: string): string[] {
  const log = join(home, 'logs', 'postgres.log');
  if (!existsSync(log)) return [];
  const lines = readFileSync(log, 'utf8').matchAll(
    /duration: ([\d.]+) ms\s+(?:statement|execute|parse|bind)[^:]*:\s*([\s\S]{0,100})/g,
  );
  const slowest = new Map<string, number>();
  for (const [, ms = '0', text = ''] of lines) {
    const statement = text.replaceAll(/\s+/g, ' ').slice(0, 80);
    slowest.set(statement, Math.max(slowest.get(statement) ?? 0, Number(ms)));
  }
  return [...slowest].map(([statement, ms]) => `${Math.round(ms)} ms: ${statement}`);
}
