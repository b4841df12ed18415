import type { Binary, BinaryOperator, CompareOperator, Expression } from './nodes.js';
import type { TagToken } from './tag.js';

const COMPARISONS: readonly string[] = ['==', '!=', '<', '<=', '>', '>=', 'in', 'not in'] satisfies CompareOperator[];

/** An operator between two operands; `a < b < c` becomes one chain and `~` binds tighter than + and -, as in Jinja. */
export function lowerBinary(token: TagToken, left: Expression, right: Expression): Expression {
  const operator = token.value;
  if (operator === 'and' || operator === 'or') return { type: 'logic', operator, left, right };
  if (COMPARISONS.includes(operator)) return lowerComparison(operator as CompareOperator, token.group, left, right);
  if (operator === '~' && isSum(left, token.group)) {
    return { ...left, right: lowerBinary(token, left.right, right) };
  }
  return { type: 'binary', operator: operator as BinaryOperator, left, right, group: token.group };
}

const isSum = (node: Expression, group: number): node is Binary =>
  node.type === 'binary' && (node.operator === '+' || node.operator === '-') && node.group === group;

function lowerComparison(operator: CompareOperator, group: number, left: Expression, right: Expression): Expression {
  const link = { operator, operand: right, group };
  if (left.type === 'compare' && left.rest.at(-1)?.group === group) return { ...left, rest: [...left.rest, link] };
  return { type: 'compare', first: left, rest: [link] };
}
