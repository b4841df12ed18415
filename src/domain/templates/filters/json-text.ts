import type { Run } from '../evaluate/run.js';
import { isoText } from '../formatting/datetime-text.js';
import { fail, typeName } from '../values/failure.js';
import type { Dict, PlainObject, Value } from '../values/kinds.js';
import { entriesOf } from '../values/mapping.js';
import { numberText } from '../values/number-text.js';
import { isDay, isFacade, isMapping, isMoment, isSequence, isWholeFloat } from '../values/recognise.js';
import { itemsOf } from '../values/sequence.js';
import { keyText } from '../values/to-json.js';

interface Writer {
  readonly run: Run;
  /** Spaces per level, null for one line. */
  readonly indent: number | null;
  length: number;
}

/** Jinja's tojson: Python's json.dumps with sorted keys and ASCII only, and with < > & ' escaped so that it can stand in HTML. */
export function jsonText(value: Value, indent: number | null, run: Run): string {
  if (indent !== null && indent > 100) fail('tojson indents by at most 100');
  const writer = { run, indent, length: 0 };
  const text = write(value, writer, 1);
  run.budget.text(text.length);
  return text.replace(/[<>&']/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}

function write(value: Value, writer: Writer, level: number): string {
  return isSequence(value) || isMapping(value)
    ? writeContainer(value, writer, level)
    : writeScalar(value, writer, level);
}

/** Ends an endless text while it is made, not after. */
function grow(writer: Writer, length: number): void {
  writer.length += length;
  if (writer.length > writer.run.budget.limits.output) writer.run.budget.text(writer.length);
}

function charge(text: string, writer: Writer): string {
  grow(writer, text.length + 2);
  return text;
}

function writeScalar(value: Value, writer: Writer, level: number): string {
  if (value === null) return charge('null', writer);
  if (typeof value === 'boolean') return charge(String(value), writer);
  if (typeof value === 'string') return charge(quote(value), writer);
  if (typeof value === 'number') return charge(numberJson(value), writer);
  if (isWholeFloat(value)) return charge(numberText(value.value, true), writer);
  if (isMoment(value) || isDay(value)) return charge(quote(isoText(value)), writer);
  if (isFacade(value) && value.json !== undefined) return write(value.json, writer, level);
  return fail(`a ${typeName(value)} cannot be written as JSON`);
}

function writeContainer(value: Value, writer: Writer, level: number): string {
  writer.run.budget.enter();
  const isObject = isMapping(value);
  const parts = isObject
    ? members(value, writer, level)
    : itemsOf(value as readonly Value[]).map((item) => write(item, writer, level + 1));
  writer.run.budget.leave();
  const [open, close] = isObject ? ['{', '}'] : ['[', ']'];
  grow(writer, 2 + (parts.length + 1) * level * (writer.indent ?? 0));
  if (parts.length === 0 || writer.indent === null) return open + parts.join(', ') + close;
  const line = (depth: number) => `\n${' '.repeat((writer.indent ?? 0) * depth)}`;
  return open + line(level) + parts.join(`,${line(level)}`) + line(level - 1) + close;
}

function members(value: Dict | PlainObject, writer: Writer, level: number): string[] {
  return entriesOf(value)
    .map(([key, item]) => [keyText(key), item] as const)
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    .map(([key, item]) => `${charge(quote(key), writer)}: ${write(item, writer, level + 1)}`);
}

const numberJson = (value: number): string => {
  if (Number.isFinite(value)) return numberText(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
};

const quote = (text: string): string =>
  JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) =>
    unit === '\u007f' ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
