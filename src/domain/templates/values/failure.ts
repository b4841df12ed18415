import { objectKind, type Value } from './kinds.js';

const FAILURE: unique symbol = Symbol('template failure');

/** Why a template cannot be rendered; thrown inside the evaluator, a value outside of it. */
export interface Failure {
  readonly [FAILURE]: true;
  readonly message: string;
  /** The name in the source that the message is about, to point at it. */
  readonly name?: string;
}

class TemplateFailure extends Error implements Failure {
  readonly [FAILURE] = true;
  constructor(
    message: string,
    override readonly name: string = '',
  ) {
    super(message);
  }
}

/** Ends the evaluation. Messages name types and names of the source, never values: a value may be a secret. */
export function fail(message: string, name?: string): never {
  throw new TemplateFailure(message, name);
}

export const isFailure = (thrown: unknown): thrown is Failure =>
  typeof thrown === 'object' && thrown !== null && FAILURE in thrown;

const TYPE_NAMES = {
  plain: 'dict',
  float: 'float',
  tuple: 'tuple',
  dict: 'dict',
  datetime: 'datetime',
  date: 'date',
  timedelta: 'timedelta',
  callable: 'function',
} as const;

/** The value itself; an undefined one is the error that it carries. */
export function defined(value: Value): Value {
  if (objectKind(value) === 'undefined') typeName(value);
  return value;
}

/** Python's name of the value's type. Using an undefined value for anything is the error that it carries. */
export function typeName(value: Value): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  if (typeof value === 'string') return 'str';
  if (Array.isArray(value)) return 'list';
  const kind = objectKind(value);
  if (kind === 'facade') return (value as { name: string }).name;
  if (kind === null || kind === 'undefined') {
    const { message, name } = value as { message: string; name: string };
    return fail(message, name);
  }
  return TYPE_NAMES[kind];
}
