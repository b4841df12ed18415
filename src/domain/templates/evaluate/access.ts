import { datetimeAttribute } from '../methods/datetime-attributes.js';
import { DAY_METHODS, MOMENT_METHODS } from '../methods/datetime-methods.js';
import { DICT_METHODS } from '../methods/dict-methods.js';
import { LIST_METHODS, TUPLE_METHODS } from '../methods/list-methods.js';
import { FLOAT_METHODS, INT_METHODS } from '../methods/number-methods.js';
import type { Native } from '../methods/signature.js';
import { SPAN_METHODS, spanAttribute } from '../methods/span-methods.js';
import { STRING_METHODS } from '../methods/string-methods.js';
import { fail, typeName } from '../values/failure.js';
import type { Value } from '../values/kinds.js';
import { callable, undefinedValue } from '../values/make.js';
import { asKey, getKey } from '../values/mapping.js';
import {
  isDay,
  isFacade,
  isFloat,
  isInteger,
  isList,
  isMapping,
  isMoment,
  isSequence,
  isSpan,
  isString,
  isTuple,
  isUndefined,
} from '../values/recognise.js';
import { charactersOf, itemsOf } from '../values/sequence.js';
import type { Run } from './run.js';

/** `value.name`: an allow-listed method, an attribute of a date or facade, or an own key of a dict; else an undefined value. */
export function getAttribute(value: Value, name: string, run: Run): Value {
  const type = typeName(value);
  if (name.startsWith('__')) return fail(`'${name}' is not accessible in templates`, name);
  const method = methodsOf(value)?.get(name);
  if (method)
    return callable(`${type}.${name}`, (given, current) =>
      charged(method(charged(value, current, true), given, current), current),
    );
  const field = fieldOf(value, name, run);
  return field === undefined ? undefinedValue(`'${type}' has no attribute '${name}'${knownOf(value)}`, name) : field;
}

/** What a record of facts, such as dagRun, has instead. */
function knownOf(value: Value): string {
  const facts = isFacade(value) ? value.json : undefined;
  return facts === undefined || !isMapping(facts) ? '' : `; it has ${Object.keys(facts).sort().join(', ')}`;
}

/** Texts cost what they are long: once as steps when they are read, once as memory when they are made. */
function charged(value: Value, run: Run, read = false): Value {
  if (!isString(value)) return value;
  if (read) run.budget.step(value.length >> 10);
  else run.budget.text(value.length);
  return value;
}

function fieldOf(value: Value, name: string, run: Run): Value | undefined {
  if (isMapping(value)) return getKey(value, name);
  if (isFacade(value)) return value.attribute(name, run);
  if (isMoment(value) || isDay(value)) return datetimeAttribute(value, name);
  if (isTuple(value)) return value.items[value.names?.indexOf(name) ?? -1];
  return isSpan(value) ? spanAttribute(value, name) : undefined;
}

function methodsOf(value: Value): ReadonlyMap<string, Native> | undefined {
  if (isString(value)) return STRING_METHODS;
  if (isList(value)) return LIST_METHODS;
  if (isMapping(value)) return DICT_METHODS;
  if (isTuple(value)) return TUPLE_METHODS;
  if (isMoment(value)) return MOMENT_METHODS;
  if (isDay(value)) return DAY_METHODS;
  if (isSpan(value)) return SPAN_METHODS;
  if (isInteger(value)) return INT_METHODS;
  return isFloat(value) ? FLOAT_METHODS : undefined;
}

/** `value[key]`: an element, a character or an own key; else an undefined value. */
export function getItem(value: Value, key: Value, run: Run): Value {
  const type = typeName(value);
  if (isUndefined(key)) return fail(key.message, key.name);
  if (typeof key === 'string' && key.startsWith('__'))
    return fail('names that start with two underscores are not accessible in templates');
  if (isMapping(value)) return orUndefined(getKey(value, asKey(key)), 'the dict has no such key', key);
  if (isFacade(value) && isString(key))
    return orUndefined(value.attribute(key, run), `'${type}' has no such attribute`, key);
  if (isInteger(key) && (isSequence(value) || isString(value))) return element(value, key, type);
  return undefinedValue(`a ${type} cannot be asked for this element`, '');
}

const orUndefined = (found: Value | undefined, message: string, key: Value): Value =>
  found === undefined ? undefinedValue(message, isString(key) ? key : '') : found;

function element(value: Value, index: number, type: string): Value {
  const items = isString(value) ? charactersOf(value) : itemsOf(value as readonly Value[]);
  const found = items[index < 0 ? index + items.length : index];
  return found === undefined ? undefinedValue(`the ${type} has no such element: it has ${items.length}`, '') : found;
}
