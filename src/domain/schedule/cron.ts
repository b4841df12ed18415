import { parseCron } from './timetables/cron-fields.js';
import { everFires } from './timetables/wall-fires.js';

/** Airflow's names and the cron text that they stand for; `@once` and `@continuous` are no cron. */
const CRON_PRESETS: ReadonlyMap<string, string> = new Map([
  ['@hourly', '0 * * * *'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@weekly', '0 0 * * 0'],
  ['@monthly', '0 0 1 * *'],
  ['@quarterly', '0 0 1 */3 *'],
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
]);

/** One spelling: presets expanded, single blanks. */
export function normalizeCron(text: string): string {
  const trimmed = text.trim().split(/\s+/).join(' ');
  return CRON_PRESETS.get(trimmed.toLowerCase()) ?? trimmed;
}

/** What is wrong with the expression, null when it is valid: five fields, six with the seconds, or seven with the year last (Airflow's order). */
export function cronProblem(text: string): string | null {
  const expression = normalizeCron(text);
  if (expression.startsWith('@')) {
    return `unknown preset "${expression}": use ${[...CRON_PRESETS.keys()].join(', ')}, @once, @continuous or a cron expression`;
  }
  const count = expression === '' ? 0 : expression.split(' ').length;
  if (count < 5 || count > 7) {
    return `"${text}" has ${count} fields: a cron expression has 5 (minute hour day month weekday), 6 with the seconds, or 7 with the year last`;
  }
  const [, drawn] = DRAWN.exec(expression) ?? [];
  if (drawn !== undefined) {
    return `"${text}": ${drawn} stands for a value that each process would draw for itself: name the minute, hour or day`;
  }
  return fieldProblem(expression);
}

/** croniter's hashed `H` (Airflow refuses it, too) and random `R`, `R(0-10)`, `H/5`. */
const DRAWN = /(?:^|[\s,])([HR](?:\([^)]*\))?(?:\/\d+)?)(?=[\s,]|$)/i;

function fieldProblem(expression: string): string | null {
  try {
    return everFires(parseCron(expression)) ? null : `invalid cron expression "${expression}": no such day ever comes`;
  } catch (error) {
    return `invalid cron expression "${expression}": ${(error as { message?: string }).message ?? String(error)}`;
  }
}
