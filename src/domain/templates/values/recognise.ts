import {
  objectKind,
  type Callable,
  type Day,
  type Dict,
  type Facade,
  type Moment,
  type PlainObject,
  type Span,
  type Tuple,
  type Undefined,
  type Value,
  type WholeFloat,
} from './kinds.js';

/** What kind a value is. No `instanceof`: values may come from another realm. */
export const isString = (value: Value): value is string => typeof value === 'string';
export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
export const isTuple = (value: Value): value is Tuple => objectKind(value) === 'tuple';
export const isDict = (value: Value): value is Dict => objectKind(value) === 'dict';
export const isPlain = (value: Value): value is PlainObject => objectKind(value) === 'plain';
export const isMapping = (value: Value): value is Dict | PlainObject => isDict(value) || isPlain(value);
export const isSequence = (value: Value): value is readonly Value[] | Tuple => isList(value) || isTuple(value);
export const isMoment = (value: Value): value is Moment => objectKind(value) === 'datetime';
export const isDay = (value: Value): value is Day => objectKind(value) === 'date';
export const isSpan = (value: Value): value is Span => objectKind(value) === 'timedelta';
export const isUndefined = (value: Value): value is Undefined => objectKind(value) === 'undefined';
export const isNothing = (value: Value): boolean => isUndefined(value) && value.lenient === true;
export const isCallable = (value: Value): value is Callable => objectKind(value) === 'callable';
export const isFacade = (value: Value): value is Facade => objectKind(value) === 'facade';
export const isWholeFloat = (value: Value): value is WholeFloat => objectKind(value) === 'float';
export const isFloat = (value: Value): boolean =>
  isWholeFloat(value) || (typeof value === 'number' && !Number.isInteger(value));
/** Python's int, without bool. */
export const isInteger = (value: Value): value is number => typeof value === 'number' && Number.isInteger(value);
export const isNumber = (value: Value): boolean => typeof value === 'number' || isWholeFloat(value);
