import type { ASTNode } from '@marcbachmann/cel-js';

/** Comprehensions: their last argument is evaluated once for each element. */
const COMPREHENSIONS = new Set(['map', 'filter', 'exists', 'exists_one', 'all']);

export const isComprehension = (node: ASTNode): boolean =>
  node.op === 'rcall' && COMPREHENSIONS.has(node.args[0]) && node.args[2].length > 1;

/** The operands of a node. */
export function operandsOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
}

export function walk(node: ASTNode, see: (node: ASTNode) => void): void {
  see(node);
  for (const operand of operandsOf(node)) walk(operand, see);
}
