import { assertNever } from '../../assert-never.js';
import { float, tuple } from '../values/make.js';
import { lowerBinary } from './lower-binary.js';
import type { CallArguments, Expression } from './nodes.js';
import type { RawArgument, RawCall, RawExpression, RawFilter, RawMember, RawName, RawSlice } from './raw-tree.js';
import { EMPTY_TUPLE, LAST_COMMA } from './rewrite-tuples.js';

const NO_ARGUMENTS: CallArguments = { positional: [], named: [], spread: null, namedSpread: null };
const CONSTANTS: Readonly<Record<string, boolean | null>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  none: null,
  None: null,
};

/** From the parser's tree to ours: tests, chained comparisons, tuples and Jinja's precedence of `~` get their true shape. */
export function lowerExpression(raw: RawExpression): Expression {
  switch (raw.type) {
    case 'Identifier':
      return lowerName(raw);
    case 'StringLiteral':
    case 'IntegerLiteral':
      return { type: 'literal', value: raw.value };
    case 'FloatLiteral':
      return { type: 'literal', value: float(raw.value) };
    case 'ArrayLiteral':
      return { type: 'list', items: raw.value.map(lowerExpression) };
    case 'TupleLiteral':
      return { type: 'tuple', items: raw.value.filter((item) => !isLastComma(item)).map(lowerExpression) };
    case 'ObjectLiteral':
      return {
        type: 'dict',
        entries: [...raw.value].map(([key, value]) => [lowerExpression(key), lowerExpression(value)]),
      };
    case 'UnaryExpression':
      return {
        type: 'unary',
        operator: raw.operator.value as '-' | '+' | 'not',
        operand: lowerExpression(raw.argument),
      };
    case 'BinaryExpression':
      return lowerBinary(raw.operator, lowerExpression(raw.left), lowerExpression(raw.right));
    default:
      return lowerCompound(raw);
  }
}

type Compound = Extract<
  RawExpression,
  { type: 'CallExpression' | 'MemberExpression' | 'FilterExpression' | 'SelectExpression' | 'Ternary' }
>;

function lowerCompound(raw: Compound): Expression {
  switch (raw.type) {
    case 'CallExpression':
      return { type: 'call', callee: lowerExpression(raw.callee), given: lowerArguments(raw.args) };
    case 'MemberExpression':
      return lowerMember(raw);
    case 'FilterExpression':
      return lowerFilter(raw);
    case 'SelectExpression':
      return { type: 'choice', test: lowerExpression(raw.test), then: lowerExpression(raw.lhs), otherwise: null };
    case 'Ternary':
      return {
        type: 'choice',
        test: lowerExpression(raw.condition),
        then: lowerExpression(raw.trueExpr),
        otherwise: lowerExpression(raw.falseExpr),
      };
    default:
      return assertNever(raw, 'expression of a template');
  }
}

const isLastComma = (raw: RawExpression): boolean => raw.type === 'Identifier' && raw.value === LAST_COMMA;

function lowerName(raw: RawName): Expression {
  if (raw.value === EMPTY_TUPLE) return { type: 'literal', value: tuple([]) };
  if (Object.hasOwn(CONSTANTS, raw.value)) return { type: 'literal', value: CONSTANTS[raw.value] ?? null };
  return { type: 'name', name: raw.value };
}

function lowerMember(raw: RawMember): Expression {
  const object = lowerExpression(raw.object);
  const { property } = raw;
  if (property.type === 'SliceExpression') return lowerSlice(object, property);
  if (!raw.computed && property.type === 'Identifier') return { type: 'attribute', object, name: property.value };
  return { type: 'item', object, key: lowerExpression(property) };
}

function lowerSlice(object: Expression, raw: RawSlice): Expression {
  const part = (value: RawExpression | undefined) => (value ? lowerExpression(value) : null);
  return { type: 'slice', object, start: part(raw.start), stop: part(raw.stop), step: part(raw.step) };
}

function lowerFilter(raw: RawFilter): Expression {
  const operand = lowerExpression(raw.operand);
  const { name, given } = lowerFilterStep(raw.filter);
  const test = /^is (not )?(.+)$/.exec(name);
  if (!test) return { type: 'filter', operand, name, given };
  return { type: 'test', operand, name: test[2] ?? '', given, negated: test[1] !== undefined };
}

/** The name and arguments of a filter or test as it stands after `|`. */
export function lowerFilterStep(raw: RawName | RawCall): { name: string; given: CallArguments } {
  if (raw.type === 'Identifier') return { name: raw.value, given: NO_ARGUMENTS };
  const name = raw.callee.type === 'Identifier' ? raw.callee.value : '';
  return { name, given: lowerArguments(raw.args) };
}

export function lowerArguments(raw: readonly RawArgument[]): CallArguments {
  const positional: Expression[] = [];
  const named: [string, Expression][] = [];
  let spread: Expression | null = null;
  let namedSpread: Expression | null = null;
  for (const argument of raw) {
    if (argument.type === 'KeywordArgumentExpression')
      named.push([argument.key.value, lowerExpression(argument.value)]);
    else if (argument.type === 'SpreadExpression') spread = lowerExpression(argument.argument);
    else if (argument.type === 'KeywordSpreadExpression') namedSpread = lowerExpression(argument.argument);
    else positional.push(lowerExpression(argument));
  }
  return { positional, named, spread, namedSpread };
}
