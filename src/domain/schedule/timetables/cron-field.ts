/** One field of a cron expression: what may stand in it. */
export interface CronRange {
  name: string;
  min: number;
  max: number;
  /** In the order of their values, from `min` on. */
  names?: readonly string[];
  /** The number after `max` stands for `min`: Sunday is 0 and 7. */
  round?: true;
  /** What else the field understands, for the message of a refusal. */
  also?: string;
}

export interface CronField {
  /** An item of the field is `*` or `?`. */
  any: boolean;
  /** Ascending. */
  values: readonly number[];
}

/** Numbers, names, ranges, steps, `*` and lists of them, as Airflow's croniter understands them. Throws with words for people. */
export function readField(text: string, range: CronRange): CronField {
  const items = text.split(',');
  const values = new Set(items.flatMap((item) => valuesOf(item, range)));
  return { any: items.includes('*'), values: [...values].sort((a, b) => a - b) };
}

const ITEM = /^(?:\*|([0-9]+|[a-z]{3})(?:-([0-9]+|[a-z]{3}))?)(?:\/([0-9]+))?$/i;

function valuesOf(item: string, range: CronRange): number[] {
  const [found, low, high, stepText] = ITEM.exec(item) ?? [];
  const step = Number(stepText ?? 1);
  if (found === undefined || step === 0) throw notUnderstood(item, range);
  const { min, max } = range;
  if (low === undefined) return stepped(min, max, step);
  const from = valueOf(low, item, range);
  if (high === undefined) return stepped(from, stepText === undefined ? from : max, step);
  const until = valueOf(high, item, range);
  // a range from a value to itself is the whole cycle there: sun-sun, 0-7
  if (from === until) return stepped(min, max, step);
  return from < until ? stepped(from, until, step) : overTheEnd(from, until, step, range);
}

/** `22-2`, `fri-mon`. Behind the end croniter's steps begin one later than they would in a ring; where one falls on the end itself, at `min`. */
function overTheEnd(from: number, until: number, step: number, { min, max }: CronRange): number[] {
  const before = stepped(from, max, step);
  const last = before.at(-1) ?? from;
  const left = max - last;
  const skipped = last - min + step > max - min + 1 && left < step ? step - left : 0;
  return [...before, ...stepped(min + skipped, until, step)];
}

function valueOf(text: string, item: string, range: CronRange): number {
  const { name, min, max, names = [], round } = range;
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return named + min;
  if (!/^\d+$/.test(text)) throw notUnderstood(item, range);
  const value = Number(text);
  if (round === true && value === max + 1) return min;
  if (value < min || value > max) throw new Error(`${text} is out of range: ${name} is ${min}-${max}`);
  return value;
}

function notUnderstood(item: string, { name, min, max, also }: CronRange): Error {
  const forms = also === undefined ? '' : `, ${also}`;
  const what = item === '' ? 'nothing, before or after a comma,' : `"${item}"`;
  return new Error(`${what} says no ${name}: write ${min}-${max}, ranges, steps, lists${forms} or *`);
}

const stepped = (from: number, until: number, step: number): number[] =>
  from > until ? [] : Array.from({ length: Math.floor((until - from) / step) + 1 }, (_, index) => from + index * step);
