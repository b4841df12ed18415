import type { Run } from '../evaluate/run.js';
import { fail, typeName } from '../values/failure.js';
import type { Value } from '../values/kinds.js';
import { getKey } from '../values/mapping.js';
import { numeric } from '../values/numbers.js';
import { isMapping, isTuple } from '../values/recognise.js';
import { reprOf, textOf } from '../values/text.js';
import { numberParts } from './number-format.js';

const SPEC = /%(?:\(([^)]*)\))?([-+ #0]*)(\d*)(?:\.(\d*))?([a-zA-Z%])?/g;

interface Spec {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | null;
  readonly type: string;
}

/** Python's `'%05.2f' % value`: a tuple gives one value for each place, a dict names them. */
export function printf(format: string, given: Value, run: Run): string {
  const values = isTuple(given) ? given.items : [given];
  let next = 0;
  const take = (name: string | undefined): Value => {
    if (name === undefined) return values[next++] ?? fail('there are fewer values than places in the format');
    const found = isMapping(given) ? getKey(given, name) : fail('a format with names needs a dict');
    return found ?? fail(`the dict of a format has no key '${name}'`);
  };
  const text = format.replace(
    SPEC,
    (_, name: string | undefined, flags: string, width: string, precision: string | undefined, type?: string) => {
      if (type === '%') return '%';
      const spec = {
        flags,
        width: Number(width),
        precision: precision === undefined ? null : Number(precision),
        type: type ?? '',
      };
      return onePlace(take(name), spec, run);
    },
  );
  if (next < values.length && !(next === 0 && isMapping(given)))
    fail('there are more values than places in the format');
  run.budget.text(text.length);
  return text;
}

function onePlace(value: Value, spec: Spec, run: Run): string {
  run.budget.text(spec.width);
  const { sign, digits } = parts(value, spec, run);
  run.budget.text(digits.length);
  const room = Math.max(0, spec.width - sign.length - digits.length);
  if (spec.flags.includes('-')) return sign + digits + ' '.repeat(room);
  const zeros = spec.flags.includes('0') && !'sra'.includes(spec.type);
  return zeros ? sign + '0'.repeat(room) + digits : ' '.repeat(room) + sign + digits;
}

function parts(value: Value, spec: Spec, run: Run): { sign: string; digits: string } {
  if (spec.type === 's' || spec.type === 'r' || spec.type === 'a') {
    const text = spec.type === 's' ? textOf(value, run.budget) : reprOf(value, run.budget);
    return { sign: '', digits: spec.precision === null ? text : text.slice(0, spec.precision) };
  }
  if (spec.type === 'c')
    return { sign: '', digits: typeof value === 'string' ? value : String.fromCodePoint(numeric(value) ?? 0) };
  const type = spec.type === 'i' || spec.type === 'u' ? 'd' : spec.type;
  if (!'dxXofFeEgG'.includes(type) || type === '') return fail(`'%${spec.type}' is not a place of a format`);
  const number = numeric(value) ?? fail(`'%${spec.type}' needs a number, not ${typeName(value)}`);
  const sign = spec.flags.includes('+') ? '+' : spec.flags.includes(' ') ? ' ' : '';
  const style = { type, precision: spec.precision, sign, alternate: spec.flags.includes('#'), grouping: '' } as const;
  return numberParts('dxXo'.includes(type) ? Math.trunc(number) : number, style);
}
