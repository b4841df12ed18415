/** The values of one field of a cron expression. */
export interface CronRange {
  min: number;
  max: number;
  /** In the order of their values, from `min` on. */
  names?: readonly string[];
  /** The number after `max` stands for `min`: Sunday is 0 and 7. */
  round?: true;
}

/**
 * A field as the parser takes it: a range that goes over the end (`fri-mon`, `22-2`) and a list that says a value twice (`1-5,3`), which Airflow's
 * croniter accepts and the parser does not, become lists of numbers. What it does not understand stays, for the parser to judge.
 */
export function plainList(field: string, range: CronRange): string {
  const items = field.split(',');
  if (items.length === 1) return field.includes('-') ? (valuesOf(field, range)?.join(',') ?? field) : field;
  if (items.includes('*')) return '*';
  const values = items.map((item) => valuesOf(item, range));
  const known = new Set(values.flatMap((found) => found ?? []));
  const unknown = items.filter((_, index) => values[index] === null);
  return [...[...known].sort((a, b) => a - b), ...unknown].join(',');
}

const ITEM = /^(?:\*|([0-9a-z]+)(?:-([0-9a-z]+))?)(?:\/([0-9]+))?$/i;

/** null: not understood, or out of range. */
function valuesOf(item: string, range: CronRange): number[] | null {
  const { min, max } = range;
  const [found, low, high, stepText = '1'] = ITEM.exec(item) ?? [];
  const step = Number(stepText);
  if (found === undefined || step === 0) return null;
  const from = low === undefined ? min : valueOf(low, range);
  const last = high !== undefined ? valueOf(high, range) : low === undefined || item.includes('/') ? max : from;
  if (from === null || last === null) return null;
  // 0-7 and 7-0 are the whole week
  if (from === last && high !== undefined && low !== high) return stepped(min, max, step);
  const size = max - min + 1;
  return stepped(from, from <= last ? last : last + size, step).map((value) => ((value - min) % size) + min);
}

function valueOf(text: string, { min, max, names = [], round }: CronRange): number | null {
  const named = names.indexOf(text.toLowerCase());
  const value = named >= 0 ? named + min : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (round === true && value === max + 1) return min;
  return value >= min && value <= max ? value : null;
}

const stepped = (from: number, until: number, step: number): number[] =>
  Array.from({ length: Math.floor((until - from) / step) + 1 }, (_, index) => from + index * step);
