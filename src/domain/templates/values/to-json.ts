import type { Json } from '../../json.js';
import { isoText, spanText } from '../formatting/datetime-text.js';
import { fail, typeName } from './failure.js';
import { objectKind, type DictKey, type Special, type Value } from './kinds.js';
import { numberText } from './number-text.js';
import { entriesOf } from './mapping.js';
import { isList, isMapping, isNothing, isTuple } from './recognise.js';

/** Values that one expression may give: bounds what shared lists blow up to. */
const MAX_VALUES = 2_000_000;
const MAX_DEPTH = 200;

/** The value as JSON: tuples become lists, dates ISO 8601 texts. Functions, and numbers that JSON cannot hold, are refused. */
export function toJson(value: Value): Json {
  return convert(value, { left: MAX_VALUES }, 0);
}

function convert(value: Value, count: { left: number }, depth: number): Json {
  count.left -= 1;
  if (count.left < 0) fail(`the result has more than ${MAX_VALUES} values`);
  if (depth > MAX_DEPTH) fail(`the result is nested deeper than ${MAX_DEPTH} levels`);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number')
    return Number.isFinite(value) ? value : fail(`the result is ${numberText(value)}, which JSON cannot hold`);
  if (isList(value)) return value.map((item) => convert(item, count, depth + 1));
  if (isTuple(value)) return value.items.map((item) => convert(item, count, depth + 1));
  if (isMapping(value)) {
    return Object.fromEntries(entriesOf(value).map(([key, item]) => [keyText(key), convert(item, count, depth + 1)]));
  }
  return special(value, count, depth);
}

function special(value: Value, count: { left: number }, depth: number): Json {
  switch (objectKind(value)) {
    case 'undefined':
      return isNothing(value) ? null : typeName(value);
    case 'float':
      return (value as { value: number }).value;
    case 'datetime':
    case 'date':
      return isoText(value);
    case 'timedelta':
      return spanText((value as { milliseconds: number }).milliseconds);
    case 'facade': {
      const { json, name } = value as { json?: Value; name: string };
      return json === undefined
        ? fail(`'${name}' is no data; name one of its attributes`)
        : convert(json, count, depth);
    }
    default:
      return fail(`a ${typeName(value as Special)} is no data; is a call '()' missing?`);
  }
}

/** Python's json.dumps turns keys into text in this way. */
export function keyText(key: DictKey): string {
  if (typeof key === 'string') return key;
  if (key === null) return 'null';
  return typeof key === 'boolean' ? String(key) : numberText(key);
}
