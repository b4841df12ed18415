import { lowerArguments, lowerExpression, lowerFilterStep } from './lower-expression.js';
import { lowerParameters, lowerTarget } from './lower-target.js';
import type { FilterStep, Statement } from './nodes.js';
import type { RawCallBlock, RawExpression, RawFor, RawIf, RawMacro, RawSet, RawStatement } from './raw-tree.js';
import { DO, WITH } from './rewrite-statements.js';

/** A body: each tag stands behind the comment that holds its index, what has none before it is text. */
export function lowerStatements(raw: readonly RawStatement[]): readonly Statement[] {
  const statements: Statement[] = [];
  let at: number | null = null;
  for (const node of raw) {
    if (node.type === 'Comment') {
      at = Number(node.value);
      continue;
    }
    if (at !== null) statements.push(lowerStatement(node, at));
    else if (node.type === 'StringLiteral') statements.push({ type: 'text', text: node.value });
    at = null;
  }
  return statements;
}

function lowerStatement(raw: Exclude<RawStatement, { type: 'Comment' }>, at: number): Statement {
  switch (raw.type) {
    case 'If':
      return lowerIf(raw, at);
    case 'For':
      return lowerFor(raw, at);
    case 'Set':
      return lowerSet(raw, at);
    case 'Macro':
      return { type: 'macro', at, macro: lowerMacro(raw) };
    case 'CallStatement':
      return lowerCallBlock(raw, at);
    case 'FilterStatement':
      return { type: 'filterBlock', at, filters: [lowerFilterStep(raw.filter)], body: lowerStatements(raw.body) };
    case 'Break':
    case 'Continue':
      return { type: raw.type === 'Break' ? 'break' : 'continue', at };
    default:
      return { type: 'output', at, value: lowerExpression(raw) };
  }
}

function lowerIf(raw: RawIf, at: number): Statement {
  const [first] = raw.alternate;
  const last = raw.body.at(-1);
  // `{% elif %}`: a nested `if` without a comment before it; the comment of its tag ended up in the body.
  const elif = raw.alternate.length === 1 && first?.type === 'If' ? first : null;
  const elifAt = last?.type === 'Comment' ? Number(last.value) : at;
  return {
    type: 'if',
    at,
    test: lowerExpression(raw.test),
    body: lowerStatements(raw.body),
    otherwise: elif ? [lowerIf(elif, elifAt)] : lowerStatements(raw.alternate),
  };
}

function lowerFor(raw: RawFor, at: number): Statement {
  const { iterable } = raw;
  const filtered = iterable.type === 'SelectExpression';
  return {
    type: 'for',
    at,
    target: lowerTarget(raw.loopvar, at),
    iterable: lowerExpression(filtered ? iterable.lhs : iterable),
    condition: filtered ? lowerExpression(iterable.test) : null,
    body: lowerStatements(raw.body),
    otherwise: lowerStatements(raw.defaultBlock),
  };
}

function lowerSet(raw: RawSet, at: number): Statement {
  if (raw.value !== null) {
    const value = lowerExpression(raw.value);
    const isDo = raw.assignee.type === 'Identifier' && raw.assignee.value === DO;
    return isDo ? { type: 'do', at, value } : { type: 'set', at, target: lowerTarget(raw.assignee, at), value };
  }
  const filters: FilterStep[] = [];
  let assignee: RawExpression = raw.assignee;
  for (; assignee.type === 'FilterExpression'; assignee = assignee.operand)
    filters.unshift(lowerFilterStep(assignee.filter));
  return { type: 'setBlock', at, target: lowerTarget(assignee, at), filters, body: lowerStatements(raw.body) };
}

const lowerMacro = (raw: RawMacro) => ({
  name: raw.name.value,
  parameters: lowerParameters(raw.args),
  body: lowerStatements(raw.body),
});

function lowerCallBlock(raw: RawCallBlock, at: number): Statement {
  const given = lowerArguments(raw.call.args);
  const body = lowerStatements(raw.body);
  const { callee } = raw.call;
  if (callee.type === 'Identifier' && callee.value === WITH) return { type: 'with', at, values: given.named, body };
  const caller = { name: 'caller', parameters: lowerParameters(raw.callerArgs ?? []), body };
  return { type: 'callBlock', at, callee: lowerExpression(callee), given, caller };
}
