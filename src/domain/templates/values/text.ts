import type { Budget } from '../evaluate/limits.js';
import { isoText, momentText, spanText } from '../formatting/datetime-text.js';
import { fail, typeName } from './failure.js';
import { objectKind, type Dict, type PlainObject, type Special, type Value } from './kinds.js';
import { numberText } from './number-text.js';
import { quote } from './quote.js';
import { isMapping, isNothing, isSequence } from './recognise.js';
import { entriesOf } from './mapping.js';

/** Python's str(): how a value stands in rendered text. */
export function textOf(value: Value, budget: Budget): string {
  if (typeof value === 'string') return value;
  if (isNothing(value)) return '';
  return reprOf(value, budget);
}

/** Python's repr(), within the limit of a text. */
export function reprOf(value: Value, budget: Budget): string {
  const writer = { length: 0, parts: [] as string[], budget };
  write(value, writer, true);
  budget.text(writer.length);
  return writer.parts.join('');
}

interface Writer {
  length: number;
  readonly parts: string[];
  readonly budget: Budget;
}

function put(writer: Writer, text: string): void {
  writer.length += text.length;
  if (writer.length > writer.budget.limits.output) writer.budget.text(writer.length);
  writer.parts.push(text);
}

function write(value: Value, writer: Writer, top: boolean): void {
  if (value === null) put(writer, 'None');
  else if (typeof value === 'boolean') put(writer, value ? 'True' : 'False');
  else if (typeof value === 'number') put(writer, numberText(value));
  else if (typeof value === 'string') put(writer, quote(value));
  else if (isSequence(value)) writeSequence(value, writer);
  else if (isMapping(value)) writeMapping(value, writer);
  else put(writer, specialText(value, writer, top));
}

function writeSequence(value: Value, writer: Writer): void {
  const list = Array.isArray(value);
  const items = list ? (value as readonly Value[]) : (value as { items: readonly Value[] }).items;
  writer.budget.enter();
  put(writer, list ? '[' : '(');
  items.forEach((item, index) => {
    if (index > 0) put(writer, ', ');
    write(item, writer, false);
  });
  put(writer, list ? ']' : items.length === 1 ? ',)' : ')');
  writer.budget.leave();
}

function writeMapping(value: Dict | PlainObject, writer: Writer): void {
  writer.budget.enter();
  put(writer, '{');
  entriesOf(value).forEach(([key, item], index) => {
    if (index > 0) put(writer, ', ');
    write(key, writer, false);
    put(writer, ': ');
    write(item, writer, false);
  });
  put(writer, '}');
  writer.budget.leave();
}

/** Dates print as ISO 8601 within a list too, where Python prints their constructor. */
function specialText(value: Value, writer: Writer, top: boolean): string {
  const special = value as Special;
  switch (objectKind(value)) {
    case 'float':
      return numberText((special as { value: number }).value, true);
    case 'datetime':
    case 'date':
      return top ? momentText(value) : quote(isoText(value));
    case 'timedelta':
      return spanText((special as { milliseconds: number }).milliseconds);
    case 'facade':
      return facadeText(special, writer);
    default:
      return fail(`a ${typeName(value)} cannot stand in text; is a call '()' missing?`);
  }
}

function facadeText(value: Special, writer: Writer): string {
  const { json, name } = value as { json?: Value; name: string };
  return json === undefined
    ? fail(`'${name}' cannot stand in text; name one of its attributes`)
    : textOf(json, writer.budget);
}
